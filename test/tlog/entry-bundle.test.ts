import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeEntryBundle, encodeEntryBundle, MAX_ENTRY_BYTES } from '../../src/tlog/index.ts';
import { fromHex, toHex } from '../crypto/hex.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { someEntries } from './slow-tree.ts';

test('a bundle is its entries behind their lengths', () => {
  const entries = [fromHex(''), fromHex('ff'), fromHex('00010203')];
  const bundle = encodeEntryBundle(entries);
  assert.equal(toHex(bundle), '00000001ff000400010203');
  assert.deepEqual(decodeEntryBundle(bundle, 3).map(toHex), entries.map(toHex));
});

test('a full bundle and the longest entry come back', () => {
  const entries = [...someEntries(255), new Uint8Array(MAX_ENTRY_BYTES).fill(7)];
  assert.deepEqual(decodeEntryBundle(encodeEntryBundle(entries), 256).map(toHex), entries.map(toHex));
  assertRefused('ASSERTION_FAILED', () => encodeEntryBundle([]));
  assertRefused('ASSERTION_FAILED', () => encodeEntryBundle(someEntries(257)));
  assertRefused('ASSERTION_FAILED', () => encodeEntryBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)]));
});

test('a bundle of another length, or of another number of entries, is refused', () => {
  const bundle = encodeEntryBundle(someEntries(5));
  for (let length = 0; length < bundle.length; length++) {
    assertRefused('MALFORMED', () => decodeEntryBundle(bundle.slice(0, length), 5));
  }
  assertRefused('MALFORMED', () => decodeEntryBundle(Uint8Array.of(...bundle, 0), 5));
  for (const width of [4, 6, 256]) assertRefused('MALFORMED', () => decodeEntryBundle(bundle, width));
});
