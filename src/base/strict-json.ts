import { utf8Text } from './byte-arrays.ts';
import { QForgeError } from './errors.ts';

/** Names that reach an object's prototype when a program copies them carelessly. */
const POISONOUS_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Strings whole, and the characters that give a document its structure; what is between them does not matter here. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gu;

/** An open object with the names it has so far, or an open array. */
type Level = Set<string> | 'array';

/**
 * Parses JSON that came from outside: UTF-8 without a byte order mark, nested at most `maxDepth` deep, without names
 * that mean the prototype, and without a name twice in one object. The caller bounds the length.
 * Throws `MALFORMED`, whose sentence begins with `what`: `The answer`.
 */
export function parseStrictJson(unverified: Uint8Array, what: string, maxDepth: number): unknown {
  const malformed = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('MALFORMED', { what, reason }, { cause });
  let text: string;
  let value: unknown;
  try {
    text = utf8Text(unverified);
    value = JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed('it is not JSON', error);
  }
  const problem = problemWith(text, maxDepth);
  if (problem !== undefined) throw malformed(problem);
  return value;
}

/** Walks a text that is known to be JSON. `JSON.parse` keeps the last of several members of one name and says nothing. */
function problemWith(text: string, maxDepth: number): string | undefined {
  const levels: Level[] = [];
  let lastString = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') levels.push(token === '{' ? new Set() : 'array');
    else if (token === '}' || token === ']') levels.pop();
    else if (token !== ':') lastString = token;
    if (levels.length > maxDepth) return 'it is nested too deep';
    const problem = token === ':' ? nameProblem(levels.at(-1), JSON.parse(lastString) as string) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameProblem(level: Level | undefined, name: string): string | undefined {
  if (POISONOUS_KEYS.has(name)) return 'a name in it is forbidden';
  if (level === undefined || level === 'array') return undefined;
  if (level.has(name)) return 'a name is in one object twice';
  level.add(name);
  return undefined;
}
