const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** So much memory as people say it, for sizes that a power of two often is. */
export function memoryText(bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  if (step === UNITS.length) return `2^${Math.round(Math.log2(bytes))} bytes`;
  return `${Number((bytes / 1024 ** step).toPrecision(3))} ${UNITS[step]}`;
}
