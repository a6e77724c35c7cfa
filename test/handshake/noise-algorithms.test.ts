import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { noiseCiphers, noiseDhNames, noiseHashNames, noiseKemNames } from '../../src/handshake/noise-algorithms.ts';

for (const backend of [nativeBackend, portableBackend]) {
  test(`every algorithm with a Noise name is there in the ${backend.name} backend, with the lengths of Noise §12`, () => {
    const dhBytes = [...noiseDhNames].map(([name, dh]) => [name, backend.diffieHellman(dh).keyBytes]);
    assert.deepEqual(dhBytes, [
      ['25519', 32],
      ['448', 56],
    ]);
    const hashBytes = [...noiseHashNames].map(([name, hash]) => [
      name,
      backend.hash(hash).digestBytes,
      backend.hash(hash).blockBytes,
    ]);
    assert.deepEqual(hashBytes, [
      ['SHA256', 32, 64],
      ['SHA512', 64, 128],
      ['BLAKE2s', 32, 64],
      ['BLAKE2b', 64, 128],
    ]);
    for (const { aead } of noiseCiphers.values()) {
      const { keyBytes, nonceBytes, tagBytes } = backend.aead(aead);
      assert.deepEqual([keyBytes, nonceBytes, tagBytes], [32, 12, 16]);
    }
    for (const kem of noiseKemNames.values()) assert.equal(backend.kem(kem).sharedSecretBytes, 32);
  });
}

test('the two ciphers write the counter in opposite orders', () => {
  assert.equal(noiseCiphers.get('AESGCM')?.nonceEncoding, 'big-endian');
  assert.equal(noiseCiphers.get('ChaChaPoly')?.nonceEncoding, 'little-endian');
});
