import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';

test('the same seed gives the same numbers, another seed others, as text or as bytes', () => {
  const first = (seed: string | Uint8Array): readonly number[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 8 }, () => random.u32());
  };
  assert.deepEqual(first('a'), first('a'));
  assert.deepEqual(first('a'), first(new TextEncoder().encode('a')));
  for (const other of ['b', '', 'aa', 'a\0']) assert.notDeepEqual(first('a'), first(other));
});

test('bytes are the words, lowest byte first, whatever the length', () => {
  const word = new SeededRandom('bytes').u32();
  for (const length of [1, 2, 3, 4, 7]) {
    const bytes = new SeededRandom('bytes').fill(new Uint8Array(length));
    for (const [index, byte] of bytes.subarray(0, 4).entries()) assert.equal(byte, (word >>> (8 * index)) & 0xff);
  }
  const whole = new SeededRandom('long').fill(new Uint8Array(64));
  assert.ok(new Set(whole).size > 40);
});

test('every bit of the words is as often set as not, and words do not repeat', () => {
  const random = new SeededRandom('bits');
  const ones = Array.from({ length: 32 }, () => 0);
  const seen = new Set<number>();
  for (let draw = 0; draw < 100_000; draw++) {
    const word = random.u32();
    seen.add(word);
    for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] ?? 0) + ((word >>> bit) & 1);
  }
  for (const [bit, count] of ones.entries()) assertBinomial(count, 100_000, 0.5, `bit ${bit}`);
  assert.ok(seen.size > 99_980);
});

test('neighbouring seeds have nothing in common', () => {
  let equal = 0;
  for (let seed = 0; seed < 2000; seed++) {
    equal += new SeededRandom(String(seed)).u32() % 2 === new SeededRandom(String(seed + 1)).u32() % 2 ? 1 : 0;
  }
  assertBinomial(equal, 2000, 0.5, 'parity of neighbours');
});
