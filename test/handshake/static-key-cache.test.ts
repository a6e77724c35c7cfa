import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CryptoBackend, DhPublicKey, DiffieHellman, Kem } from '../../src/crypto/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { CertificateCache } from '../../src/handshake/certificate-cache.ts';
import { initiate } from '../../src/handshake/initiator.ts';
import { StaticKeyCache } from '../../src/handshake/static-key-cache.ts';
import { answerOpening, Cast, callerOf, partyOf } from './product-parties.ts';

const kem = nativeBackend.kem('ML-KEM-768');
const [first, second, third] = [kem.generate().publicKey, kem.generate().publicKey, kem.generate().publicKey];

describe('the cache of static keys', () => {
  test('gives back the key of exactly these bytes', () => {
    const cache = new StaticKeyCache();
    assert.equal(cache.recall(first.bytes), undefined);
    cache.remember(first);
    assert.equal(cache.recall(first.bytes.slice()), first);
    assert.equal(cache.recall(second.bytes), undefined);
  });

  test('is not fooled by a key that begins like a known one', () => {
    const cache = new StaticKeyCache();
    cache.remember(first);
    for (const position of [16, 600, 1183]) {
      const alike = first.bytes.slice();
      alike[position] = (alike[position] ?? 0) ^ 1;
      assert.equal(cache.recall(alike), undefined);
    }
    assert.equal(cache.recall(first.bytes.subarray(0, 16)), undefined);
    assert.equal(cache.recall(new Uint8Array(0)), undefined);
  });

  test('drops the key that was used least recently', () => {
    const cache = new StaticKeyCache(2);
    cache.remember(first);
    cache.remember(second);
    cache.recall(first.bytes);
    cache.remember(third);
    assert.equal(cache.size, 2);
    assert.deepEqual([cache.recall(first.bytes), cache.recall(second.bytes)], [first, undefined]);
  });
});

test('keeps keys for Diffie-Hellman too', () => {
  const dh = nativeBackend.diffieHellman('X25519');
  const [known, other] = [dh.generate().publicKey, dh.generate().publicKey];
  const cache = new StaticKeyCache<DhPublicKey>();
  cache.remember(known);
  assert.equal(cache.recall(known.bytes.slice()), known);
  assert.equal(cache.recall(other.bytes), undefined);
});

test('a peer that is met again costs one import of each kind less on each side', () => {
  const cast = new Cast();
  const [alice, bob] = [cast.get('alice'), cast.get('bob')];
  let imports = 0;
  const { name, publicKeyBytes, seedBytes, ciphertextBytes, sharedSecretBytes } = kem;
  const counted: Kem = {
    name,
    publicKeyBytes,
    seedBytes,
    ciphertextBytes,
    sharedSecretBytes,
    generate: () => kem.generate(),
    fromSeed: (seed) => kem.fromSeed(seed),
    lastingFromSeed: (seed) => kem.lastingFromSeed(seed),
    importPublicKey: (bytes) => {
      imports += 1;
      return kem.importPublicKey(bytes);
    },
  };
  const x25519 = nativeBackend.diffieHellman('X25519');
  let dhImports = 0;
  const countedDh: DiffieHellman = {
    name: x25519.name,
    keyBytes: x25519.keyBytes,
    generate: () => x25519.generate(),
    fromPrivateBytes: (bytes) => x25519.fromPrivateBytes(bytes),
    importPublicKey: (bytes) => {
      dhImports += 1;
      return x25519.importPublicKey(bytes);
    },
  };
  const backend: CryptoBackend = {
    ...nativeBackend,
    diffieHellman: (wanted) => (wanted === 'X25519' ? countedDh : nativeBackend.diffieHellman(wanted)),
    kem: (wanted) => (wanted === name ? counted : nativeBackend.kem(wanted)),
  };
  const certificates = new CertificateCache(backend);
  const importsOfRun = (): readonly number[] => {
    [imports, dhImports] = [0, 0];
    const opening = initiate(callerOf(alice, bob, { backend, certificates }));
    const start = answerOpening(partyOf(bob, { backend, certificates }), opening.packet);
    assert.ok(start.pattern === 'XXpsk4');
    const introduction = opening.next.receive(start.packet).send([]);
    introduction.next.receive(start.next.receive(introduction.packet).send([]).packet);
    return [imports, dhImports];
  };
  assert.deepEqual(
    [importsOfRun(), importsOfRun(), importsOfRun()],
    [
      [3, 4],
      [1, 2],
      [1, 2],
    ],
  );
});
