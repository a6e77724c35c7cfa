import assert from 'node:assert/strict';
import test from 'node:test';
import type { DhName } from '../../src/crypto/index.ts';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { PortableDiffieHellman } from '../../src/crypto/portable-diffie-hellman.ts';
import { portableRandom } from '../../src/crypto/portable-random.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

// RFC 7748 §6.1 and §6.2: Alice's private and public key.
const published: Readonly<Record<DhName, readonly [privateKey: string, publicKey: string]>> = {
  X25519: [
    '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
    '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
  ],
  X448: [
    '9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b',
    '9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0',
  ],
};

for (const [name, [privateKey, publicKey]] of Object.entries(published) as [DhName, readonly [string, string]][]) {
  test(`portable ${name} keys are made of the bytes of their source`, () => {
    const coins = fixedCoins(fromHex(privateKey));
    const key = new PortableDiffieHellman(name, coins).generate();
    assert.equal(coins.remaining, 0);
    assert.equal(toHex(key.publicKey.bytes), publicKey);
    assert.equal(toHex(key.exportPrivateBytes().expose()), privateKey);
  });

  test(`a portable ${name} key is a copy`, () => {
    const dh = new PortableDiffieHellman(name, portableRandom);
    const [bytes, publicBytes] = [fromHex(privateKey), fromHex(publicKey)];
    const [key, peer] = [dh.fromPrivateBytes(bytes), dh.importPublicKey(publicBytes)];
    bytes.fill(0);
    publicBytes.fill(0);
    assert.equal(toHex(key.exportPrivateBytes().expose()), privateKey);
    assert.equal(toHex(peer.bytes), publicKey);
  });
}

test('portable keys of different curves do not agree', () => {
  const [x25519, x448] = (['X25519', 'X448'] as const).map((name) => new PortableDiffieHellman(name, portableRandom));
  assert.ok(x25519 && x448);
  assertRefused('CRYPTO_KEY_INVALID', () => x25519.generate().diffieHellman(x448.generate().publicKey));
});
