import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { primitivesOf } from '../../src/handshake/noise-primitives.ts';
import { parseNoiseProtocol } from '../../src/handshake/noise-protocol.ts';

test('a protocol gets exactly the algorithms of its name', () => {
  const hybrid = primitivesOf(parseNoiseProtocol('Noise_hybridXX_448+MLKEM512_ChaChaPoly_BLAKE2b'), nativeBackend);
  assert.deepEqual(
    [hybrid.dh?.name, hybrid.kem?.name, hybrid.aead.name, hybrid.nonceEncoding, hybrid.hash.name],
    ['X448', 'ML-KEM-512', 'ChaCha20-Poly1305', 'little-endian', 'BLAKE2b'],
  );
  const plain = primitivesOf(parseNoiseProtocol('Noise_XX_25519_AESGCM_SHA256'), nativeBackend);
  assert.deepEqual([plain.dh?.name, plain.kem], ['X25519', undefined]);
});

test('an algorithm that the backend lacks is reported by it', () => {
  const backend: CryptoBackend = {
    ...nativeBackend,
    kem: (algorithm) => {
      throw new QForgeError('CRYPTO_UNSUPPORTED', { algorithm, backend: 'native' });
    },
  };
  const protocol = parseNoiseProtocol('Noise_pqXX_MLKEM768_AESGCM_SHA256');
  assert.throws(() => primitivesOf(protocol, backend), { code: 'CRYPTO_UNSUPPORTED' });
});
