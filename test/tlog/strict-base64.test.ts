import assert from 'node:assert/strict';
import test from 'node:test';
import { formatBase64, parseBase64 } from '../../src/tlog/strict-base64.ts';

test('what Node writes is what is read', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
    const text = Buffer.from(bytes).toString('base64');
    assert.equal(formatBase64(bytes), text);
    assert.deepEqual(parseBase64(text), bytes);
  }
});

test('Base64 has one form: no other alphabet, padding, spaces or stray bits', () => {
  for (const text of [
    'AA',
    'AA=',
    'AA===',
    'AB==',
    'AAB=',
    'A',
    '=',
    'AA==\n',
    ' AA==',
    'A-==',
    'A_==',
    'AAAA=',
    'AA==AA==',
    'é===',
  ]) {
    assert.equal(parseBase64(text), undefined, text);
  }
});
