import type { Chances } from '../simulation/chances.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const VALUES: readonly Json[] = [null, true, 0, -1, 0.5, 1e300, 2 ** 53, '', 'a', 'é\u2028', [], {}, [[[[[[]]]]]]];
const NAMES = ['__proto__', 'constructor', 'prototype', 'a', '', 'version'];

/** A document like this one that is still JSON, or nearly; undefined if this is none. */
export function mutatedJson(input: Uint8Array, chances: Chances): Uint8Array | undefined {
  const value = parsed(input);
  if (value === undefined) return undefined;
  const changed = JSON.stringify(changedNode(value, chances));
  // A member twice is something that no value can say.
  const twice = /\{("(?:[^"\\]|\\.)*"):/u.exec(changed);
  const text =
    twice !== null && chances.happens(0.15) ? changed.replace(twice[0], `{${twice[1]}:0,${twice[1]}:`) : changed;
  return Buffer.from(text);
}

function changedNode(node: Json, chances: Chances): Json {
  if (typeof node !== 'object' || node === null || chances.happens(0.15)) return replacement(node, chances);
  if (Array.isArray(node)) return changedList(node, chances);
  return changedMembers(node, chances);
}

function replacement(node: Json, chances: Chances): Json {
  if (typeof node === 'number' && chances.happens(0.5)) return node + chances.pick([1, -1, 0.5, 1e9]);
  if (typeof node === 'string' && chances.happens(0.5)) {
    return node.slice(chances.below(2), node.length - chances.below(2)) + chances.pick(['', 'x', '=', '.']);
  }
  return chances.happens(0.3) ? [node] : chances.pick(VALUES);
}

function changedList(list: Json[], chances: Chances): Json[] {
  const place = chances.below(list.length + 1);
  const item = list[place];
  if (item === undefined || chances.happens(0.2)) return [...list, ...list.slice(-1), chances.pick(VALUES)];
  if (chances.happens(0.2)) return list.toSpliced(place, 1);
  return list.with(place, changedNode(item, chances));
}

function changedMembers(members: { [name: string]: Json }, chances: Chances): Json {
  const entries = Object.entries(members);
  const place = chances.below(entries.length + 1);
  const entry = entries[place];
  if (entry === undefined) return JSON.parse(withMember(entries, chances)) as Json;
  if (chances.happens(0.2)) return Object.fromEntries(entries.toSpliced(place, 1));
  return Object.fromEntries(entries.with(place, [entry[0], changedNode(entry[1], chances)]));
}

/** As text, since `__proto__` is a member only there. */
function withMember(entries: readonly (readonly [string, Json])[], chances: Chances): string {
  const more = [...entries, [chances.pick(NAMES), chances.pick(VALUES)] as const];
  return `{${more.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

function parsed(input: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(input)) as Json;
  } catch {
    return undefined;
  }
}
