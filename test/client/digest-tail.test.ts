import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { DigestTail } from '../../src/client/digest-tail.ts';

const seed = 20_261_130;

test(`whatever the pieces, all but the last 32 bytes come out in order, and those are held (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.nat(90), { maxLength: 12 }), (sizes) => {
      const tail = new DigestTail(32);
      const whole = randomBytes(sizes.reduce((sum, size) => sum + size, 0));
      const out: Uint8Array[] = [];
      let offset = 0;
      for (const size of sizes) {
        out.push(...tail.push(whole.subarray(offset, offset + size)));
        offset += size;
      }
      const split = Math.max(0, whole.length - 32);
      assert.ok(Buffer.concat(out).equals(whole.subarray(0, split)));
      assert.ok(Buffer.from(tail.held).equals(whole.subarray(split)));
    }),
    { seed, numRuns: 2000 },
  );
});
