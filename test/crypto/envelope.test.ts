import assert from 'node:assert/strict';
import { createCipheriv, hkdfSync } from 'node:crypto';
import test from 'node:test';
import { SecretBytes, utf8 } from '../../src/base/index.ts';
import { envelopeSuite, openEnvelope, sealEnvelope } from '../../src/crypto/envelope.ts';
import { cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { damagedCopies } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const keyBytes = new Uint8Array(32).fill(5);
const key = SecretBytes.copyOf(keyBytes);
const plaintext = utf8('plaintext');
const associatedData = utf8('associated');

for (const suite of cipherSuites) {
  test(`an envelope of ${suite.name} is laid out as its diagram says`, () => {
    const envelope = sealEnvelope(nativeBackend, suite, key, plaintext, associatedData);
    const header = envelope.subarray(0, 35);
    assert.deepEqual([...header.subarray(0, 3)], [1, suite.id >> 8, suite.id & 0xff]);
    const info = Buffer.concat([utf8('qforge envelope'), header.subarray(0, 3)]);
    const hash = suite.hash.replace('-', '').toLowerCase();
    const derived = Buffer.from(hkdfSync(hash, keyBytes, header.subarray(3), info, 44));
    const algorithm = suite.aead.toLowerCase() as 'aes-256-gcm';
    const cipher = createCipheriv(algorithm, derived.subarray(0, 32), derived.subarray(32), { authTagLength: 16 });
    cipher.setAAD(Buffer.concat([header, associatedData]));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    assert.equal(toHex(envelope.subarray(35)), toHex(sealed));
  });

  test(`an envelope of ${suite.name} is refused when any byte of it changes`, () => {
    const envelope = sealEnvelope(nativeBackend, suite, key, plaintext, associatedData);
    assert.equal(envelopeSuite(envelope), suite);
    assert.equal(toHex(openEnvelope(nativeBackend, suite, key, envelope, associatedData)), toHex(plaintext));
    for (const { how, bytes } of damagedCopies(envelope)) {
      assert.throws(() => openEnvelope(nativeBackend, suite, key, bytes, associatedData), { name: 'QForgeError' }, how);
    }
  });
}

test('the error says what is wrong with the start of an envelope', () => {
  const [suite] = cipherSuites;
  assert.ok(suite !== undefined);
  const envelope = sealEnvelope(nativeBackend, suite, key, plaintext, associatedData);
  const open = (bytes: Uint8Array) => () => openEnvelope(nativeBackend, suite, key, bytes, associatedData);
  assertRefused('MALFORMED', open(new Uint8Array(0)));
  assertRefused('MALFORMED', open(envelope.with(0, 2)));
  assertRefused('MALFORMED', open(envelope.subarray(0, 34)));
  assertRefused('SUITE_UNKNOWN', open(envelope.with(1, 0xff)));
  assertRefused('SUITE_MISMATCH', open(envelope.with(2, 2)));
  assertRefused('CRYPTO_AUTHENTICATION_FAILED', open(envelope.subarray(0, 35)));
  assertRefused('CRYPTO_AUTHENTICATION_FAILED', open(envelope.with(3, (envelope[3] ?? 0) ^ 1)));
});
