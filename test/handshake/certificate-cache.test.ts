import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CryptoBackend, nativeBackend, type SignatureScheme } from '../../src/crypto/index.ts';
import { CERTIFICATE_CACHE_ENTRIES, CertificateCache } from '../../src/handshake/certificate-cache.ts';
import { Cast, recertified } from './product-parties.ts';

/** The native backend, which counts verified signatures. */
function countingBackend(): { readonly backend: CryptoBackend; readonly verifications: () => number } {
  let verifications = 0;
  const counted = (scheme: SignatureScheme): SignatureScheme => ({
    name: scheme.name,
    publicKeyBytes: scheme.publicKeyBytes,
    secretBytes: scheme.secretBytes,
    signatureBytes: scheme.signatureBytes,
    generate: () => scheme.generate(),
    fromSecret: (secret) => scheme.fromSecret(secret),
    importPublicKey: (unverified) => {
      const key = scheme.importPublicKey(unverified);
      return {
        algorithm: key.algorithm,
        bytes: key.bytes,
        verify: (...input) => {
          verifications += 1;
          return key.verify(...input);
        },
      };
    },
  });
  const backend = {
    ...nativeBackend,
    signature: (name: SignatureScheme['name']) => counted(nativeBackend.signature(name)),
  };
  return { backend, verifications: () => verifications };
}

const cast = new Cast();
const bytesOf = (name: string): Uint8Array => cast.get(name).certificate.encoded.slice();

describe('a certificate cache', () => {
  test('verifies a certificate once and then hands out the same object', () => {
    const { backend, verifications } = countingBackend();
    const cache = new CertificateCache(backend);
    const first = cache.verify(bytesOf('a'));
    assert.equal(first.peerId, cast.get('a').peerId);
    for (let time = 0; time < 5; time += 1) assert.equal(cache.verify(bytesOf('a')), first);
    assert.equal(verifications(), 1);
    assert.equal(cache.size, 1);
  });

  test('tells a renewed certificate of the same identity from the old one', () => {
    const { backend, verifications } = countingBackend();
    const cache = new CertificateCache(backend);
    const old = cache.verify(bytesOf('a'));
    const renewed = cache.verify(recertified(cast.get('a'), { notAfterSeconds: 4e9 }).certificate.encoded);
    assert.equal(renewed.notAfterSeconds, 4e9);
    assert.notEqual(renewed, old);
    assert.deepEqual([renewed.peerId, verifications(), cache.size], [old.peerId, 2, 2]);
  });

  test('remembers no failure, and takes nothing changed for something known', () => {
    const { backend, verifications } = countingBackend();
    const cache = new CertificateCache(backend);
    cache.verify(bytesOf('a'));
    const changed = bytesOf('a');
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    for (let time = 1; time <= 3; time += 1) {
      assert.throws(() => cache.verify(changed), { code: 'CERTIFICATE_INVALID' });
      assert.deepEqual([cache.size, verifications()], [1, 1 + time]);
    }
  });

  test('drops what was used least recently when it is full', () => {
    const { backend, verifications } = countingBackend();
    const cache = new CertificateCache(backend, 2);
    const a = cache.verify(bytesOf('a'));
    cache.verify(bytesOf('b'));
    assert.equal(cache.verify(bytesOf('a')), a, 'used again: b is the oldest now');
    const c = cache.verify(bytesOf('c'));
    assert.deepEqual([cache.size, verifications()], [2, 3]);
    assert.equal(cache.verify(bytesOf('a')), a);
    assert.equal(cache.verify(bytesOf('c')), c);
    assert.equal(verifications(), 3);
    cache.verify(bytesOf('b'));
    assert.deepEqual([cache.size, verifications()], [2, 4]);
  });

  test('keeps a thousand by default', () => {
    assert.equal(CERTIFICATE_CACHE_ENTRIES, 1024);
  });
});
