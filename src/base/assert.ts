import { QForgeError } from './errors.ts';

/** Raises `ASSERTION_FAILED` unless `condition` holds: for programmer errors only, never for input. Always on. */
export function assert(condition: boolean, assertion: string): asserts condition {
  if (!condition) throw new QForgeError('ASSERTION_FAILED', { assertion });
}

/** Returns `value`, or raises `ASSERTION_FAILED` when it is missing. */
export function defined<T>(value: T | null | undefined, name: string): T {
  if (value === undefined || value === null) throw new QForgeError('ASSERTION_FAILED', { assertion: `${name} exists` });
  return value;
}

/** Marks a branch that the types rule out. */
export function unreachable(value: never): never {
  throw new QForgeError('ASSERTION_FAILED', { assertion: `no case for ${String(value)}` });
}
