import type { ErrorCode } from '../../../src/base/index.ts';
import { mlKemDecapsulate, mlKemExpandedKey } from '../../../src/crypto/known-answer.ts';
import { onBothBackends, PORTABLE_ONLY } from './backends.ts';
import { expectBytes, expectRefusal } from './expectations.ts';
import {
  checkDecapsulation,
  checkEncapsulation,
  checkEncapsulationKey,
  checkExpandedDecapsulation,
  checkSeed,
  embeddedKey,
  expandedKeyBytes,
  mlKemLengths,
  mlKemNames,
} from './ml-kem-checks.ts';
import type { GroupedRunner } from './test-groups.ts';
import { wycheproofResult } from './wycheproof-result.ts';

/** A seed, its encapsulation key, and a ciphertext with its secret. Invalid tests have a wrong length. */
export const runMlKem: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlKemNames);
  const [seed, ciphertext] = [test.hex('seed'), test.hex('c')];
  if (wycheproofResult(test) === 'valid') {
    checkSeed(name, seed, test.hex('ek'));
    return checkDecapsulation(name, seed, ciphertext, test.hex('K'));
  }
  return onBothBackends((backend) =>
    expectRefusal(
      () => backend.kem(name).fromSeed(seed).decapsulate(ciphertext),
      ['CRYPTO_LENGTH_INVALID'],
      `seed or ciphertext (${backend.name})`,
    ),
  );
};

/** An encapsulation key and coins. */
export const runMlKemEncapsulation: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlKemNames);
  const key = test.hex('ek');
  if (wycheproofResult(test) !== 'valid') return checkEncapsulationKey(name, key, false);
  return checkEncapsulation(name, key, test.hex('m'), { ciphertext: test.hex('c'), secret: test.hex('K') });
};

/** A seed and both keys. */
export const runMlKemKeyGeneration: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlKemNames);
  const seed = test.hex('seed');
  if (wycheproofResult(test) === 'valid') {
    expectBytes(mlKemExpandedKey(name, seed), test.hex('dk'), 'decapsulation key');
    return checkSeed(name, seed, test.hex('ek'));
  }
  return onBothBackends((backend) =>
    expectRefusal(() => backend.kem(name).fromSeed(seed), ['CRYPTO_LENGTH_INVALID'], `seed (${backend.name})`),
  );
};

/** An expanded decapsulation key and a ciphertext: the product takes seeds only, so this goes by known answers. */
export const runMlKemExpandedDecapsulation: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlKemNames);
  const [key, ciphertext] = [test.hex('dk'), test.hex('c')];
  if (wycheproofResult(test) === 'valid') {
    expectBytes(embeddedKey(name, key), test.hex('ek'), 'embedded encapsulation key');
    return checkExpandedDecapsulation(name, key, ciphertext, test.hex('K'));
  }
  const rightLengths = key.length === expandedKeyBytes(name) && ciphertext.length === mlKemLengths(name).ciphertext;
  const code: ErrorCode = rightLengths ? 'CRYPTO_KEY_INVALID' : 'CRYPTO_LENGTH_INVALID';
  expectRefusal(() => mlKemDecapsulate(name, key, ciphertext), [code], 'decapsulation');
  return PORTABLE_ONLY;
};
