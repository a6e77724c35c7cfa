import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { digestBytes, digestOf, digestText, isDigest } from '../../src/consensus/digest.ts';
import { nativeBackend } from '../../src/crypto/index.ts';

test('a digest is SHA3-256 over the length of the domain, the domain and the parts', () => {
  const plain = createHash('sha3-256').update(Buffer.from('\u0004namebytes')).digest('hex');
  assert.equal(digestOf(nativeBackend, 'name', Buffer.from('by'), Buffer.from('tes')), plain);
});

test('bytes of two domains never have the same digest, however they are cut', () => {
  assert.notEqual(digestOf(nativeBackend, 'ab', Buffer.from('c')), digestOf(nativeBackend, 'a', Buffer.from('bc')));
});

test('text and bytes stand for each other', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
  assert.equal(digestText(bytes), Buffer.from(bytes).toString('hex'));
  assert.deepEqual(digestBytes(digestText(bytes)), bytes);
});

test('only 64 lowercase hexadecimal characters are a digest', () => {
  assert.ok(isDigest('0a'.repeat(32)));
  for (const text of ['', '0A'.repeat(32), '0g'.repeat(32), '0a'.repeat(31), `${'0a'.repeat(32)} `]) {
    assert.ok(!isDigest(text), text);
  }
});
