/** An object, if that is what it is. */
export function recordOf(unverified: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof unverified === 'object' && unverified !== null && !Array.isArray(unverified)
    ? (unverified as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A list, if that is what it is. */
export function arrayOf(unverified: unknown): readonly unknown[] | undefined {
  return Array.isArray(unverified) ? (unverified as readonly unknown[]) : undefined;
}

/** A text under a name, if there is one. */
export function textAt(record: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined {
  const value = record?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A finite number under a name, if there is one. */
export function numberAt(record: Readonly<Record<string, unknown>> | undefined, name: string): number | undefined {
  const value = record?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
