import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes, utf8 } from '../../src/base/index.ts';
import { nativeBackend, type SlhDsaName } from '../../src/crypto/index.ts';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { portableRandom } from '../../src/crypto/portable-random.ts';
import { PortableSlhDsa } from '../../src/crypto/portable-slh-dsa.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';
import { readVectors } from './vector-file.ts';

interface KeyGroups {
  readonly testGroups: readonly {
    readonly parameterSet: SlhDsaName;
    readonly tests: readonly Record<'skSeed' | 'skPrf' | 'pkSeed' | 'sk' | 'pk', string>[];
  }[];
}

const { testGroups } = readVectors('acvp/slh-dsa-keygen.json') as KeyGroups;
// The other half of the sets takes seconds for each key; the runner of all vectors has them.
const fastGroups = testGroups.filter(({ parameterSet }) => parameterSet.endsWith('f'));

for (const { parameterSet, tests } of fastGroups) {
  test(`portable ${parameterSet} makes the published keys of seeds drawn from its source`, () => {
    for (const { skSeed, skPrf, pkSeed, sk, pk } of tests) {
      const coins = fixedCoins(concatBytes(fromHex(skSeed), fromHex(skPrf), fromHex(pkSeed)));
      const key = new PortableSlhDsa(parameterSet, coins).generate();
      assert.equal(coins.remaining, 0);
      assert.equal(toHex(key.publicKey.bytes).toUpperCase(), pk);
      assert.equal(toHex(key.exportSecret().expose()).toUpperCase(), sk);
    }
    assert.ok(tests.length > 0);
  });
}

test('the published keys cover all fast parameter sets', () => {
  assert.equal(fastGroups.length, 6);
});

test('portable SLH-DSA signs with a fresh hedge under a context, as OpenSSL verifies', () => {
  const name = 'SLH-DSA-SHA2-128f';
  const scheme = new PortableSlhDsa(name, portableRandom);
  const key = scheme.generate();
  const [message, context] = [utf8('message'), utf8('context')];
  const [first, second] = [key.sign(message, context), key.sign(message, context)];
  assert.notEqual(toHex(first), toHex(second));
  const native = nativeBackend.signature(name).importPublicKey(key.publicKey.bytes);
  for (const signature of [first, second]) {
    assert.ok(native.verify(message, signature, context));
    assert.ok(!key.publicKey.verify(message, signature));
  }
  assertRefused('ARGUMENT_INVALID', () => key.sign(message, new Uint8Array(256)));
  assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.fromSecret(new Uint8Array(63)));
});
