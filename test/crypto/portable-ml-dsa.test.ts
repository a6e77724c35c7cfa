import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes, utf8 } from '../../src/base/index.ts';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { PortableMlDsa } from '../../src/crypto/portable-ml-dsa.ts';
import { portableRandom } from '../../src/crypto/portable-random.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';
import { readVectors } from './vector-file.ts';

interface SignedTest {
  readonly seed: string;
  readonly message: string;
  readonly context: string;
  readonly rnd?: string;
  readonly signature: string;
}

interface SigningGroups {
  readonly testGroups: readonly {
    readonly parameterSet: PortableMlDsa['name'];
    readonly keyFormat: string;
    readonly signatureInterface: string;
    readonly tests: readonly SignedTest[];
  }[];
}

const groups = (readVectors('acvp/ml-dsa-siggen.json') as SigningGroups).testGroups.filter(
  ({ keyFormat, signatureInterface }) => keyFormat === 'seed' && signatureInterface === 'external',
);

for (const { parameterSet, tests } of groups) {
  const kind = tests[0]?.rnd === undefined ? 'without a hedge' : 'hedged';
  test(`portable ${parameterSet} signs as published ${kind}, drawing seed and hedge from its source`, () => {
    for (const { seed, message, context, rnd = '00'.repeat(32), signature } of tests) {
      const coins = fixedCoins(concatBytes(fromHex(seed), fromHex(rnd)));
      const key = new PortableMlDsa(parameterSet, coins).generate();
      assert.equal(toHex(key.sign(fromHex(message), fromHex(context))).toUpperCase(), signature);
      assert.equal(coins.remaining, 0);
      assert.equal(toHex(key.exportSecret().expose()).toUpperCase(), seed);
    }
    assert.ok(tests.length > 0);
  });
}

test('the published signatures cover all parameter sets, hedged and not', () => {
  assert.equal(groups.length, 6);
});

test('portable ML-DSA signs anew each time, and refuses contexts that are too long', () => {
  const key = new PortableMlDsa('ML-DSA-44', portableRandom).generate();
  const message = utf8('message');
  assert.notEqual(toHex(key.sign(message)), toHex(key.sign(message)));
  assertRefused('ARGUMENT_INVALID', () => key.sign(message, new Uint8Array(256)));
  assert.ok(!key.publicKey.verify(message, key.sign(message), new Uint8Array(256)));
});
