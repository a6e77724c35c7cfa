import assert from 'node:assert/strict';
import { isQForgeError, SecretBytes, utf8 } from '../../../src/base/index.ts';
import { openEnvelope, sealEnvelope } from '../../../src/crypto/envelope.ts';
import { type CryptoBackend, cipherSuitesOfLevel, nativeBackend } from '../../../src/crypto/index.ts';
import { portableBackend } from '../../../src/crypto/portable-backend.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const backends = [nativeBackend, portableBackend] as const;

/** Whether both backends take an input, which must be the same; what either throws must be typed. */
function agreed(unverified: Uint8Array, take: (backend: CryptoBackend, bytes: Uint8Array) => void): boolean {
  const taken = backends.map((backend) => {
    try {
      take(backend, new Uint8Array(unverified));
      return true;
    } catch (error) {
      assert.ok(isQForgeError(error) && error.code !== 'INTERNAL', `${backend.name}: ${String(error)}`);
      return false;
    }
  });
  assert.equal(taken[0], taken[1], 'both backends say the same');
  return taken[0] === true;
}

const kem = nativeBackend.kem('ML-KEM-768').generate();
const dh = nativeBackend.diffieHellman('X25519').generate();
const [suite] = cipherSuitesOfLevel('high');
assert.ok(suite !== undefined);
const key = SecretBytes.take(new Uint8Array(32));
const signer = nativeBackend.signature('MLDSA65-Ed25519-SHA512').generate();
const signature = signer.sign(utf8('message'), utf8('fuzz'));

/** Keys and ciphertexts of peers, on both backends at once. */
export const cryptoTargets: readonly FuzzTarget[] = [
  {
    name: 'kem-public-key',
    valid: () => kem.publicKey.bytes,
    decode: (unverified) =>
      agreed(unverified, (backend, bytes) => void backend.kem('ML-KEM-768').importPublicKey(bytes).encapsulate()),
  },
  {
    name: 'dh-public-key',
    valid: () => dh.publicKey.bytes,
    decode: (unverified) =>
      agreed(unverified, (backend, bytes) => {
        const scheme = backend.diffieHellman('X25519');
        using own = dh.exportPrivateBytes();
        scheme.fromPrivateBytes(own.expose()).diffieHellman(scheme.importPublicKey(bytes))[Symbol.dispose]();
      }),
  },
  {
    name: 'identity-public-key',
    valid: () => signer.publicKey.bytes,
    decode: (unverified) =>
      agreed(unverified, (backend, bytes) => {
        backend.signature('MLDSA65-Ed25519-SHA512').importPublicKey(bytes);
      }),
  },
  {
    name: 'envelope',
    valid: (chances) => sealEnvelope(nativeBackend, suite, key, chances.bytes(chances.below(40)), utf8('data')),
    decode: (unverified) =>
      agreed(unverified, (backend, bytes) => void openEnvelope(backend, suite, key, bytes, utf8('data'))),
  },
  {
    name: 'signature',
    valid: () => signature,
    decode: (unverified) => {
      const verdicts = backends.map((backend) => {
        const verifier = backend.signature('MLDSA65-Ed25519-SHA512').importPublicKey(signer.publicKey.bytes);
        return verifier.verify(utf8('message'), new Uint8Array(unverified), utf8('fuzz'));
      });
      assert.equal(verdicts[0], verdicts[1], 'both backends say the same');
      return verdicts[0] === true;
    },
  },
];
