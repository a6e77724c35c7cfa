import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import {
  decodeReceiptNote,
  encodeReceiptNote,
  isReceiptNote,
  MAX_RECEIPTS_OF_NOTE,
} from '../../../src/messaging/sealed/receipt-note.ts';

const receipt = (number: number): { messageId: string; receipt: Uint8Array } => {
  return { messageId: number.toString(16).padStart(32, '0'), receipt: new Uint8Array(32).fill(number) };
};
const isMalformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

test('a note of receipts has the bytes of the specification, and no envelope looks like one', () => {
  const note = encodeReceiptNote([receipt(1), receipt(2)]);
  const expected = `810002${'0'.repeat(31)}1${'01'.repeat(32)}${'0'.repeat(31)}2${'02'.repeat(32)}`;
  assert.equal(Buffer.from(note).toString('hex'), expected);
  assert.ok(isReceiptNote(note));
  assert.ok(!isReceiptNote(Uint8Array.of(1, 0, 1)), 'version 1 of an envelope');
  assert.ok(!isReceiptNote(new Uint8Array(0)));
});

test('what is read is what was written, up to the longest note', () => {
  const many = Array.from({ length: MAX_RECEIPTS_OF_NOTE }, (_, number) => receipt(number % 256));
  assert.deepEqual(decodeReceiptNote(encodeReceiptNote(many)), many);
});

test('notes of any other length, without receipts or with too many are refused', () => {
  const note = encodeReceiptNote([receipt(1)]);
  for (let length = 0; length < note.length; length += 1) {
    assert.throws(() => decodeReceiptNote(note.subarray(0, length)), isMalformed, `${length} bytes`);
  }
  assert.throws(() => decodeReceiptNote(Uint8Array.of(...note, 0)), isMalformed);
  assert.throws(() => decodeReceiptNote(Uint8Array.of(0x81, 0, 0)), isMalformed);
  const tooMany = encodeReceiptNote(Array.from({ length: MAX_RECEIPTS_OF_NOTE + 1 }, () => receipt(1)));
  assert.throws(() => decodeReceiptNote(tooMany), isMalformed);
});
