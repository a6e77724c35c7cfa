import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { cosignedMessage, encodeTimestamped } from '../../src/tlog/cosigned-message.ts';
import { formatSignedNote, NoteVerifier, openSignedNote, parseSignedNote } from '../../src/tlog/index.ts';
import { flipped } from '../crypto/damage.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { keyPair } from './note-keys.ts';
import { publishedNotes } from './published-notes.ts';
import { checkpointText, slowHead, someEntries } from './slow-tree.ts';

const text = checkpointText('example.com/log', slowHead(someEntries(3)));
const kinds = ['ed25519', 'ed25519-cosignature', 'ml-dsa-44-cosignature'] as const;

test('published notes are believed under their keys, and not under another', () => {
  for (const { note, verifierKey } of publishedNotes) {
    const verifier = NoteVerifier.parse(nativeBackend, verifierKey);
    assert.deepEqual(openSignedNote(utf8(note), [verifier]).signedBy, [verifier]);
    const others = publishedNotes.filter((other) => other.verifierKey !== verifierKey);
    const strangers = others.map((other) => NoteVerifier.parse(nativeBackend, other.verifierKey));
    assertRefused('NOTE_UNVERIFIED', () => openSignedNote(utf8(note), strangers));
    assertRefused('NOTE_UNVERIFIED', () =>
      openSignedNote(utf8(note.replace('hi', 'ho').replace('If', 'Of')), [verifier]),
    );
  }
});

for (const kind of kinds) {
  test(`a signature of kind ${kind} is good for its text and key alone`, () => {
    const { signer, verifier } = keyPair('w1', kind);
    const signature = signer.sign(text, 1_700_000_000);
    assert.ok(verifier.verify(text, signature));
    // Another implementation of the primitive agrees.
    assert.ok(new NoteVerifier(portableBackend, signer.key).verify(text, signature));
    assert.ok(!verifier.verify(text.replace('3', '4'), signature));
    assert.ok(!verifier.verify('not a checkpoint\n', signature));
    assert.ok(!keyPair('w1', kind).verifier.verify(text, signature));
    for (const index of [0, 3, 7, 8, 9, signature.signature.length - 1]) {
      assert.ok(!verifier.verify(text, { ...signature, signature: flipped(signature.signature, index) }), `${index}`);
    }
    for (const length of [0, 1, 7, 8, signature.signature.length - 1]) {
      assert.ok(!verifier.verify(text, { ...signature, signature: signature.signature.slice(0, length) }));
    }
    assert.ok(!verifier.verify(text, { ...signature, name: 'w2' }));
    assert.ok(!verifier.verify(text, { ...signature, keyId: signature.keyId ^ 1 }));
  });
}

test('a cosignature that states no time is none', () => {
  const signingKey = nativeBackend.signature('ML-DSA-44').generate();
  const key = { ...keyPair('w1', 'ml-dsa-44-cosignature').signer.key, publicKey: signingKey.publicKey.bytes };
  const signature = encodeTimestamped({ timestamp: 0, signature: signingKey.sign(cosignedMessage(key, text, 0)) });
  assert.ok(!new NoteVerifier(nativeBackend, key).verify(text, { name: 'w1', keyId: key.keyId, signature }));
});

test('unknown signatures are ignored, a bad one of a known key spoils the note', () => {
  const [first, second] = [keyPair('w1', 'ml-dsa-44-cosignature'), keyPair('w2', 'ml-dsa-44-cosignature')];
  const [good, other] = [first.signer.sign(text, 5), second.signer.sign(text, 5)];
  const note = formatSignedNote({ text, signatures: [good, other, good] });
  assert.deepEqual(openSignedNote(note, [first.verifier]).signedBy, [first.verifier]);
  assert.equal(openSignedNote(note, [first.verifier, second.verifier]).signedBy.length, 2);
  assertRefused('NOTE_UNVERIFIED', () => openSignedNote(note, []));
  const bad = { ...other, signature: flipped(other.signature, 100) };
  const spoilt = formatSignedNote({ text, signatures: [good, bad] });
  assert.equal(openSignedNote(spoilt, [first.verifier]).signedBy.length, 1);
  assertRefused('NOTE_UNVERIFIED', () => openSignedNote(spoilt, [first.verifier, second.verifier]));
  assert.equal(parseSignedNote(spoilt).signatures.length, 2);
});

test('a text in text form that is no key is refused', () => {
  assertRefused('MALFORMED', () => NoteVerifier.parse(nativeBackend, 'w1+00000000+AAAA'));
});
