import assert from 'node:assert/strict';
import test from 'node:test';
import { LDPC_FRAME_BITS, ldpcRates } from '../../../src/qkd/ldpc/ldpc-rates.ts';
import { ldpcCode } from '../../../src/qkd/ldpc/peg-code.ts';

const rate = ldpcRates.find((each) => each.rate === 0.7);
assert.ok(rate);
const code = ldpcCode(rate);

test('every bit has its degree, no bit is twice in a check, and checks are even', () => {
  const degrees = new Map<number, number>();
  const counts = new Uint32Array(LDPC_FRAME_BITS);
  const lengths: number[] = [];
  for (let check = 0; check < code.checks; check++) {
    const bits = code.edgeBits.subarray(code.checkStarts[check], code.checkStarts[check + 1]);
    assert.equal(new Set(bits).size, bits.length);
    lengths.push(bits.length);
    for (const bit of bits) counts[bit] = (counts[bit] ?? 0) + 1;
  }
  for (const count of counts) degrees.set(count, (degrees.get(count) ?? 0) + 1);
  assert.deepEqual(
    [...degrees].toSorted(([a], [b]) => a - b),
    rate.degrees.map(([degree, bits]) => [degree, bits]),
  );
  assert.equal(code.checks, 1200);
  assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 4);
});

test('bits of few checks, which are placed first, share no two checks: there are no cycles of four edges among them', () => {
  const degrees = new Uint32Array(LDPC_FRAME_BITS);
  for (const bit of code.edgeBits) degrees[bit] = (degrees[bit] ?? 0) + 1;
  const seen = new Set<number>();
  let pairs = 0;
  for (let check = 0; check < code.checks; check++) {
    const bits = code.edgeBits.subarray(code.checkStarts[check], code.checkStarts[check + 1]);
    const few = Array.from(bits).filter((bit) => (degrees[bit] ?? 0) <= 3);
    for (const [index, first] of few.entries()) {
      for (const second of few.slice(index + 1)) {
        const pair = Math.min(first, second) * LDPC_FRAME_BITS + Math.max(first, second);
        assert.ok(!seen.has(pair), `${first} and ${second}`);
        seen.add(pair);
        pairs++;
      }
    }
  }
  assert.ok(pairs > 1000);
});

test('a code is built once', () => {
  assert.equal(ldpcCode(rate), code);
});
