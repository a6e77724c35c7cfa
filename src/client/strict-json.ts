import { QForgeError, utf8Text } from '../base/index.ts';

/** Names that reach an object's prototype when a program copies them carelessly. */
const POISONOUS_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses JSON that came from outside: UTF-8 without a byte order mark, nested at most `maxDepth` deep, without keys
 * that mean the prototype. The caller bounds the length. Throws `MALFORMED`, naming `what`.
 */
export function parseStrictJson(unverified: Uint8Array, what: string, maxDepth: number): unknown {
  const value = parse(unverified, what);
  checkNode(value, what, maxDepth);
  return value;
}

function parse(unverified: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(utf8Text(unverified)) as unknown;
  } catch (error) {
    throw new QForgeError('MALFORMED', { what, reason: 'it is not JSON' }, { cause: error });
  }
}

function checkNode(value: unknown, what: string, depthLeft: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depthLeft === 0) throw new QForgeError('MALFORMED', { what, reason: 'it is nested too deep' });
  for (const [key, child] of Object.entries(value)) {
    if (POISONOUS_KEYS.has(key)) throw new QForgeError('MALFORMED', { what, reason: 'a key of it is forbidden' });
    checkNode(child, what, depthLeft - 1);
  }
}
