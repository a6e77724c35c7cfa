import type { Chances } from '../simulation/chances.ts';
import { mutatedJson } from './json-mutator.ts';

/** No mutant is longer. */
export const MAX_INPUT_BYTES = 16_384;

const MAX_STEPS = 6;
const EDGES = [0, 1, 2, 4, 8, 15, 16, 17, 31, 32, 64, 127, 128, 255];
const EDGES_16 = [0, 1, 255, 256, 0x7fff, 0x8000, 0xffff];
const EDGES_32 = [0, 1, 0xffff, 0x0010_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
/** What texts and JSON are made of, and what has broken parsers before. */
const WORDS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '\\u0000',
  'null',
  'true',
  '1e999',
  '-0',
  '0x1',
  '9007199254740993',
  '__proto__',
  'constructor',
  '://',
  '/',
  '..',
  '%2e',
  '%00',
  '\0',
  '\n',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ud800',
  ' ',
  '[::1]',
  '127.0.0.1',
  'qf1',
  'tcp',
  'unix',
  '=',
  '*',
  '-',
  '/24',
].map((word) => Buffer.from(word));

/** Changes an input in one to six steps, or as the JSON that it is; `pool` lends pieces of other inputs. */
export function mutated(input: Uint8Array, pool: readonly Uint8Array[], chances: Chances): Uint8Array {
  if (chances.happens(0.5)) {
    const json = mutatedJson(input, chances);
    if (json !== undefined) return new Uint8Array(json.subarray(0, MAX_INPUT_BYTES));
  }
  let bytes = input;
  // Mostly one step: what is nearly right gets furthest.
  for (let step = chances.happens(0.5) ? 1 : chances.between(2, MAX_STEPS); step > 0; step--)
    bytes = chances.pick(STEPS)(bytes, pool, chances);
  return new Uint8Array(bytes.subarray(0, MAX_INPUT_BYTES));
}

type Step = (bytes: Uint8Array, pool: readonly Uint8Array[], chances: Chances) => Uint8Array;

/** `count` bytes at `place` replaced. */
function spliced(bytes: Uint8Array, place: number, count: number, insert: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + count)]);
}

function withNumber(bytes: Uint8Array, width: 1 | 2 | 4, value: number, chances: Chances): Uint8Array {
  if (bytes.length < width) return bytes;
  const changed = new Uint8Array(bytes);
  const place = chances.below(bytes.length - width + 1);
  const view = new DataView(changed.buffer);
  if (width === 1) view.setUint8(place, value);
  else if (width === 2) view.setUint16(place, value);
  else view.setUint32(place, value);
  return changed;
}

const placeIn = (bytes: Uint8Array, chances: Chances): number => chances.below(bytes.length + 1);
const spanIn = (bytes: Uint8Array, chances: Chances): number => chances.below(Math.min(64, bytes.length) + 1);

const STEPS: readonly Step[] = [
  // A bit flipped.
  (bytes, _pool, chances) => {
    if (bytes.length === 0) return bytes;
    const changed = new Uint8Array(bytes);
    const place = chances.below(bytes.length);
    changed[place] = (changed[place] ?? 0) ^ (1 << chances.below(8));
    return changed;
  },
  // A number from the edges, or any.
  (bytes, _pool, chances) =>
    withNumber(bytes, 1, chances.happens(0.5) ? chances.pick(EDGES) : chances.below(256), chances),
  (bytes, _pool, chances) => withNumber(bytes, 2, chances.pick(EDGES_16), chances),
  (bytes, _pool, chances) => withNumber(bytes, 4, chances.pick(EDGES_32), chances),
  // The length that is there, or one beside it: what prefixes hold.
  (bytes, _pool, chances) =>
    withNumber(bytes, 2, Math.max(0, bytes.length + chances.between(-20, 4)) & 0xffff, chances),
  // Random bytes put in.
  (bytes, _pool, chances) => spliced(bytes, placeIn(bytes, chances), 0, chances.bytes(chances.between(1, 16))),
  // A span taken out, doubled, or overwritten.
  (bytes, _pool, chances) => spliced(bytes, placeIn(bytes, chances), spanIn(bytes, chances), new Uint8Array(0)),
  (bytes, _pool, chances) => {
    const [place, span] = [placeIn(bytes, chances), spanIn(bytes, chances)];
    return spliced(bytes, place, 0, bytes.subarray(place, place + span));
  },
  (bytes, _pool, chances) => {
    const span = spanIn(bytes, chances);
    return spliced(bytes, placeIn(bytes, chances), span, chances.bytes(span));
  },
  // Cut short.
  (bytes, _pool, chances) => bytes.subarray(0, placeIn(bytes, chances)),
  // A word of texts, put in or over others.
  (bytes, _pool, chances) => {
    const word = chances.pick(WORDS);
    return spliced(bytes, placeIn(bytes, chances), chances.happens(0.5) ? word.length : 0, word);
  },
  // The beginning of one and the end of another.
  (bytes, pool, chances) => {
    const other = chances.pick(pool);
    return Buffer.concat([bytes.subarray(0, placeIn(bytes, chances)), other.subarray(placeIn(other, chances))]);
  },
];
