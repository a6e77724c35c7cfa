import { concatBytes, equalPublicBytes } from '../../../src/base/index.ts';
import { mlKemExpandedKey } from '../../../src/crypto/known-answer.ts';
import { expectBytes } from './expectations.ts';
import type { JsonFields } from './json-fields.ts';
import {
  checkDecapsulation,
  checkEncapsulation,
  checkEncapsulationKey,
  checkExpandedDecapsulation,
  checkExpandedKey,
  checkFreshEncapsulation,
  checkSeed,
  embeddedKey,
  mlKemNames,
} from './ml-kem-checks.ts';
import type { GroupedRunner, GroupedTest } from './test-groups.ts';

const FUNCTIONS = ['encapsulation', 'decapsulation', 'encapsulationKeyCheck', 'decapsulationKeyCheck'] as const;

const runKeyGeneration: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlKemNames);
  const seed = concatBytes(test.hex('d'), test.hex('z'));
  expectBytes(mlKemExpandedKey(name, seed), test.hex('dk'), 'decapsulation key');
  return checkSeed(name, seed, test.hex('ek'));
};

const runEncapsulation: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlKemNames);
  const key = test.hex('ek');
  if (test.has('dk')) checkFreshEncapsulation(name, key, test.hex('dk'));
  return checkEncapsulation(name, key, test.hex('m'), { ciphertext: test.hex('c'), secret: test.hex('k') });
};

/** The first edition of these vectors keeps the keys with the group, the second with the test. */
function keyField({ group, test }: GroupedTest, name: string): Uint8Array {
  return test.optionalHex(name) ?? group.hex(name);
}

const runDecapsulation: GroupedRunner = (grouped) => {
  const { group, test } = grouped;
  const name = group.word('parameterSet', mlKemNames);
  const ciphertext = test.hex('c');
  const secret = test.hex('k');
  const format = group.has('keyFormat') ? group.word('keyFormat', ['seed', 'expanded']) : 'expanded';
  const seed = test.has('d') ? concatBytes(test.hex('d'), test.hex('z')) : undefined;
  if (format === 'seed') {
    if (seed === undefined) throw test.malformed('a test by seed has no seed');
    if (test.has('ek')) checkSeed(name, seed, test.hex('ek'));
    return checkDecapsulation(name, seed, ciphertext, secret);
  }
  const expandedKey = keyField(grouped, 'dk');
  if (test.has('ek')) expectBytes(embeddedKey(name, expandedKey), test.hex('ek'), 'embedded encapsulation key');
  const ran = checkExpandedDecapsulation(name, expandedKey, ciphertext, secret);
  // The expanded key of a known seed can be tried natively too.
  const sameKey = seed !== undefined && equalPublicBytes(mlKemExpandedKey(name, seed), expandedKey);
  return sameKey ? checkDecapsulation(name, seed, ciphertext, secret) : ran;
};

const runEncapsulationKeyCheck: GroupedRunner = ({ group, test }) =>
  checkEncapsulationKey(group.word('parameterSet', mlKemNames), test.hex('ek'), test.boolean('testPassed'));

const runDecapsulationKeyCheck: GroupedRunner = ({ group, test }) =>
  checkExpandedKey(group.word('parameterSet', mlKemNames), test.hex('dk'), test.boolean('testPassed'));

/** How the tests of an ML-KEM group are run. */
export function acvpMlKemRunner(mode: string, group: JsonFields): GroupedRunner {
  if (mode === 'keyGen') return runKeyGeneration;
  if (mode !== 'encapDecap') throw group.malformed(`there is no ML-KEM mode ${mode}`);
  return {
    encapsulation: runEncapsulation,
    decapsulation: runDecapsulation,
    encapsulationKeyCheck: runEncapsulationKeyCheck,
    decapsulationKeyCheck: runDecapsulationKeyCheck,
  }[group.word('function', FUNCTIONS)];
}
