import assert from 'node:assert/strict';
import test from 'node:test';
import { parseDecimal } from '../../src/tlog/decimal.ts';

test('a number has one form', () => {
  for (const value of [0, 1, 9, 10, 123_456_789_012, Number.MAX_SAFE_INTEGER]) {
    assert.equal(parseDecimal(String(value)), value);
  }
  for (const text of [
    '',
    '00',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '1 ',
    '1\n',
    '0x1',
    '9007199254740992',
    '1'.repeat(40),
    '١',
  ]) {
    assert.equal(parseDecimal(text), undefined, text);
  }
});
