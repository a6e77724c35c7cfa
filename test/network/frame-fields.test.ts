import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_RESET_REASON_BYTES } from '../../src/network/frame.ts';
import { resetReasonField, u32Field, u32PairField, u64Field } from '../../src/network/frame-fields.ts';
import { u32, u64 } from './slow-records.ts';

const seed = Number(process.env['SEED'] ?? 20_261_302);

test('numbers are big-endian and have their width', () => {
  for (const value of [0, 1, 255, 256, 2 ** 31, 2 ** 32 - 1]) {
    assert.deepEqual(Buffer.from(u32Field(value)), u32(value));
    assert.deepEqual(Buffer.from(u32PairField(value, 7)), Buffer.concat([u32(value), u32(7)]));
  }
  for (const value of [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER])
    assert.deepEqual(Buffer.from(u64Field(value)), u64(value));
});

test(`a reason is whole characters of valid UTF-8 and fits (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (reason) => {
      const field = resetReasonField(reason);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(field);
      assert.ok(field.length <= MAX_RESET_REASON_BYTES);
      assert.ok(reason.startsWith(text));
      const isCut = text.length < reason.length;
      assert.equal(isCut, Buffer.byteLength(reason) > MAX_RESET_REASON_BYTES);
      if (isCut) assert.ok(field.length > MAX_RESET_REASON_BYTES - 4);
    }),
    { seed, numRuns: 500 },
  );
});

test('a reason may be very long, or not be proper text', () => {
  assert.equal(resetReasonField('x'.repeat(10_000_000)).length, 256);
  assert.equal(resetReasonField('😀'.repeat(1000)).length, 256);
  assert.equal(Buffer.from(resetReasonField('\ud800')).toString('hex'), 'efbfbd');
});
