import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on, in one line. */
export function machineLine(): string {
  const { openssl, v8 } = process.versions;
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return (
    `Node ${process.version} (OpenSSL ${openssl}, V8 ${v8}), ${process.platform} ${process.arch}, ` +
    `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${memoryGiB} GiB, load ${load} at the end`
  );
}
