import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteReader, ByteWriter, isQForgeError, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { generateIdentity } from '../../../src/handshake/index.ts';
import { authorOf, readAuthor } from '../../../src/messaging/sealed/author.ts';
import { NOW_MS } from '../peer-rig.ts';

const context = utf8('test');

for (const level of ['high', 'maximum'] as const) {
  test(`an author of level ${level} is read back by its key, and its signatures hold under their context alone`, () => {
    const identity = generateIdentity(nativeBackend, level, NOW_MS);
    const author = authorOf(identity, nativeBackend);
    const written = new ByteWriter().u8(author.scheme).bytes(author.publicKey).finish();
    const claimed = readAuthor(new ByteReader(written, 'test'), nativeBackend);
    assert.equal(claimed.peerId, identity.peerId);
    const signature = author.sign(utf8('message'), context);
    assert.equal(signature.length, claimed.signatureBytes);
    assert.ok(claimed.verify(utf8('message'), signature, context));
    assert.ok(!claimed.verify(utf8('message'), signature, utf8('other')));
    assert.ok(!claimed.verify(utf8('massage'), signature, context));
  });
}

test('a signing key that is kept elsewhere cannot sign', () => {
  const identity = generateIdentity(nativeBackend, 'high', NOW_MS);
  assert.throws(
    () => authorOf({ ...identity, signingSecret: undefined }, nativeBackend),
    (error) => isQForgeError(error, 'SIGNING_KEY_AWAY') && error.details.peer === identity.peerId,
  );
});

test('an unknown scheme is malformed', () => {
  const reader = new ByteReader(Uint8Array.of(77), 'test');
  assert.throws(
    () => readAuthor(reader, nativeBackend),
    (error) => isQForgeError(error, 'MALFORMED'),
  );
});
