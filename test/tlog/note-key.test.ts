import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { formatVerifierKey, noteKey, parseVerifierKey } from '../../src/tlog/index.ts';
import { noteKeyKinds } from '../../src/tlog/note-key.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { publishedNotes } from './published-notes.ts';

test('published verifier keys are read and written back', () => {
  for (const { verifierKey } of publishedNotes) {
    const key = parseVerifierKey(nativeBackend, verifierKey);
    assert.equal(key.kind, 'ed25519');
    assert.equal(formatVerifierKey(key), verifierKey);
  }
});

test('each piece of a published key, and each changed character, is refused', () => {
  // As golang.org/x/mod/sumdb/note tests its own.
  const verifierKey = publishedNotes[0]?.verifierKey ?? '';
  for (let start = 0; start < verifierKey.length; start++) {
    for (let end = start + 1; end <= verifierKey.length; end++) {
      if (end - start < verifierKey.length) {
        assertRefused('MALFORMED', () => parseVerifierKey(nativeBackend, verifierKey.slice(start, end)));
      }
    }
    const changed = String.fromCharCode(verifierKey.charCodeAt(start) + 1);
    assertRefused('MALFORMED', () =>
      parseVerifierKey(nativeBackend, verifierKey.slice(0, start) + changed + verifierKey.slice(start + 1)),
    );
  }
  for (const bad of [
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'x'.repeat(5000),
  ]) {
    assertRefused('MALFORMED', () => parseVerifierKey(nativeBackend, bad));
  }
});

test('one key under one name has another number as each kind', () => {
  const ids = Object.entries(noteKeyKinds).map(([kind, { publicKeyBytes }]) => {
    const key = noteKey(
      nativeBackend,
      'example.com',
      kind as keyof typeof noteKeyKinds,
      new Uint8Array(publicKeyBytes),
    );
    assert.deepEqual(parseVerifierKey(nativeBackend, formatVerifierKey(key)), key);
    return key.keyId;
  });
  assert.equal(new Set(ids).size, 3);
  assertRefused('ARGUMENT_INVALID', () => noteKey(nativeBackend, 'a b', 'ed25519', new Uint8Array(32)));
});
