import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReceivedBytes } from '../../src/network/received-bytes.ts';

const seed = Number(process.env['SEED'] ?? 20_261_303);

test('nothing comes out of nothing', () => {
  const received = new ReceivedBytes();
  assert.equal(received.isEmpty, true);
  assert.equal(received.take(10), undefined);
});

test('chunks come out as they came, or in pieces', () => {
  const received = new ReceivedBytes();
  received.push(Uint8Array.of(1, 2, 3));
  received.push(Uint8Array.of(4, 5));
  assert.equal(received.isEmpty, false);
  assert.deepEqual(received.take(2), Uint8Array.of(1, 2));
  assert.equal(received.isEmpty, false);
  assert.deepEqual(received.take(2), Uint8Array.of(3));
  assert.deepEqual(received.take(Number.POSITIVE_INFINITY), Uint8Array.of(4, 5));
  assert.equal(received.isEmpty, true);
  assert.equal(received.take(1), undefined);
});

test(`the same bytes come out as went in, in order, however they are taken (seed ${seed})`, () => {
  const steps = fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 25 })));
  fc.assert(
    fc.property(steps, (rounds) => {
      const received = new ReceivedBytes();
      const [sent, taken]: [number[], number[]] = [[], []];
      const take = (maxBytes: number): boolean => {
        const piece = received.take(maxBytes);
        if (piece === undefined) return false;
        assert.ok(piece.length > 0 && piece.length <= maxBytes);
        taken.push(...piece);
        return true;
      };
      for (const [chunk, maxBytes] of rounds) {
        received.push(chunk);
        sent.push(...chunk);
        take(maxBytes);
        assert.equal(received.isEmpty, taken.length === sent.length);
      }
      while (take(7));
      assert.deepEqual(taken, sent);
    }),
    { seed },
  );
});
