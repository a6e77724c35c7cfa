import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { formatSignedNote, formatVerifierKey, NoteSigner } from '../../src/tlog/index.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { keyPair } from './note-keys.ts';
import { publishedNotes } from './published-notes.ts';
import { checkpointText, slowHead, someEntries } from './slow-tree.ts';

test('a published key signs the published note, to the byte', () => {
  const [published] = publishedNotes;
  const material = Buffer.from(published?.privateKey?.split('+').slice(4).join('+') ?? '', 'base64');
  const signingKey = nativeBackend.signature('Ed25519').fromSecret(new Uint8Array(material.subarray(1)));
  const signer = new NoteSigner(nativeBackend, 'PeterNeumann', 'ed25519', signingKey);
  assert.equal(formatVerifierKey(signer.key), published?.verifierKey);
  const text = published?.note.slice(0, published.note.lastIndexOf('\n\n') + 1) ?? '';
  assert.deepEqual(formatSignedNote({ text, signatures: [signer.sign(text, 0)] }), utf8(published?.note ?? ''));
});

test('cosigners sign checkpoints only, at a time only', () => {
  const text = checkpointText('example.com/log', slowHead(someEntries(3)));
  for (const kind of ['ed25519-cosignature', 'ml-dsa-44-cosignature'] as const) {
    const { signer } = keyPair('w1', kind);
    assert.equal(signer.sign(text, 1).signature.length, 8 + (kind === 'ed25519-cosignature' ? 64 : 2420));
    assertRefused('MALFORMED', () => signer.sign('hello\n', 1));
    for (const time of [0, -1, 0.5, Number.NaN]) assertRefused('ASSERTION_FAILED', () => signer.sign(text, time));
  }
});

test('a key of another algorithm is a defect, and a name that cannot stand in a note is refused', () => {
  const key = nativeBackend.signature('ML-DSA-65').generate();
  assertRefused('ASSERTION_FAILED', () => new NoteSigner(nativeBackend, 'w1', 'ml-dsa-44-cosignature', key));
  const good = nativeBackend.signature('ML-DSA-44').generate();
  assertRefused('ARGUMENT_INVALID', () => new NoteSigner(nativeBackend, 'w 1', 'ml-dsa-44-cosignature', good));
});
