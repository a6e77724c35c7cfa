import assert from 'node:assert/strict';
import test from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { CombinedKem, type CombinedKemParts, type CombinedSecrets } from '../../src/crypto/combined-kem.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { nativeShake256 } from '../../src/crypto/native-hash.ts';
import { toHex } from './hex.ts';

const parts: CombinedKemParts = {
  mlKem: nativeBackend.kem('ML-KEM-768'),
  dh: nativeBackend.diffieHellman('X25519'),
  sha3: nativeBackend.hash('SHA3-256'),
  shake256: nativeShake256,
  random: nativeBackend.random,
};

/** A KEM whose combiner only writes down what it is handed; `held` are the arrays themselves, `seen` their bytes. */
function watchedKem() {
  const seen: Record<keyof CombinedSecrets, string>[] = [];
  const held: CombinedSecrets[] = [];
  const combine = (_sha3: unknown, secrets: CombinedSecrets): SecretBytes => {
    const entries = Object.entries(secrets).map(([name, bytes]) => [name, toHex(bytes as Uint8Array)]);
    seen.push(Object.fromEntries(entries) as Record<keyof CombinedSecrets, string>);
    held.push(secrets);
    return SecretBytes.take(new Uint8Array(32));
  };
  const kem = new CombinedKem({ name: 'X-Wing', seedSuffix: new Uint8Array(0), combine }, parts);
  return { kem, seen, held };
}

test('both sides hand their combiner the same secrets, ciphertexts and public keys', () => {
  const { kem, seen } = watchedKem();
  const key = kem.generate();
  const { ciphertext } = kem.importPublicKey(key.publicKey.bytes).encapsulate();
  key.decapsulate(ciphertext);
  const [sender, recipient] = seen;
  assert.ok(sender !== undefined);
  assert.deepEqual(recipient, sender);
  assert.equal(sender.mlKemCiphertext + sender.dhCiphertext, toHex(ciphertext));
  assert.equal(sender.mlKemPublicKey + sender.dhPublicKey, toHex(key.publicKey.bytes));
});

test('the secrets are those of the parts', () => {
  const { kem, seen } = watchedKem();
  const seed = new Uint8Array(32).fill(3);
  const { ciphertext } = kem.fromSeed(seed).publicKey.encapsulate();
  const expanded = nativeShake256(96, seed);
  const mlKemKey = parts.mlKem.fromSeed(expanded.subarray(0, 64));
  const dhKey = parts.dh.fromPrivateBytes(expanded.subarray(64));
  const mlKemSecret = mlKemKey.decapsulate(ciphertext.subarray(0, 1088));
  const dhSecret = dhKey.diffieHellman(parts.dh.importPublicKey(ciphertext.subarray(1088)));
  const [sender] = seen;
  assert.ok(sender !== undefined);
  assert.equal(sender.mlKemSecret, toHex(mlKemSecret.expose()));
  assert.equal(sender.dhSecret, toHex(dhSecret.expose()));
});

test('the secrets of the parts are wiped once they are combined', () => {
  const { kem, held } = watchedKem();
  const key = kem.generate();
  key.decapsulate(key.publicKey.encapsulate().ciphertext);
  assert.equal(held.length, 2);
  for (const { mlKemSecret, dhSecret } of held) {
    assert.equal(toHex(mlKemSecret), '00'.repeat(32));
    assert.equal(toHex(dhSecret), '00'.repeat(32));
  }
});

test('the seed comes from the source of randomness that was handed in', () => {
  const random = { fill: <T extends Uint8Array>(target: T): T => (target.set(new Uint8Array(32).fill(0x11)), target) };
  const construction = {
    name: 'X-Wing',
    seedSuffix: new Uint8Array(0),
    combine: () => SecretBytes.take(new Uint8Array(32)),
  } as const;
  const key = new CombinedKem(construction, { ...parts, random }).generate();
  assert.equal(toHex(key.exportSeed().expose()), '11'.repeat(32));
});

test('a key that was made keeps nothing of the seed buffer', () => {
  const seed = new Uint8Array(32).fill(1);
  const key = nativeBackend.kem('X-Wing').fromSeed(seed);
  const before = toHex(key.publicKey.bytes);
  seed.fill(0);
  assert.equal(toHex(key.exportSeed().expose()), '01'.repeat(32));
  assert.equal(toHex(nativeBackend.kem('X-Wing').fromSeed(key.exportSeed().expose()).publicKey.bytes), before);
});
