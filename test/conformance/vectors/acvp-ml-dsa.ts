import { mlDsaExpandedKey, mlDsaPublicKey, mlDsaSign } from '../../../src/crypto/known-answer.ts';
import { acvpSignatureInput } from './acvp-signature-input.ts';
import { expectBytes } from './expectations.ts';
import type { JsonFields } from './json-fields.ts';
import { checkMlDsaSeed, checkMlDsaSignature, mlDsaNames, NO_HEDGE, signFromSeed } from './ml-dsa-checks.ts';
import type { GroupedRunner, GroupedTest } from './test-groups.ts';

const runKeyGeneration: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', mlDsaNames);
  const seed = test.hex('seed');
  expectBytes(mlDsaExpandedKey(name, seed), test.hex('sk'), 'private key');
  return checkMlDsaSeed(name, seed, test.hex('pk'));
};

function hedgeOf({ group, test }: GroupedTest): Uint8Array {
  return group.boolean('deterministic') ? NO_HEDGE : test.hex('rnd');
}

const runSignatureGeneration: GroupedRunner = (grouped) => {
  const { group, test } = grouped;
  const name = group.word('parameterSet', mlDsaNames);
  const input = acvpSignatureInput(grouped);
  const hedge = hedgeOf(grouped);
  const signature = test.hex('signature');
  const bySeed = group.has('keyFormat') && group.word('keyFormat', ['seed', 'expanded']) === 'seed';
  const expandedKey = bySeed ? mlDsaExpandedKey(name, test.hex('seed')) : test.hex('sk');
  expectBytes(mlDsaSign(name, expandedKey, input, hedge), signature, 'signature');
  if (bySeed && input.kind === 'pure') {
    expectBytes(signFromSeed(name, test.hex('seed'), input, hedge), signature, "signing key's signature");
  }
  return checkMlDsaSignature(name, mlDsaPublicKey(name, expandedKey), input, signature);
};

const runSignatureVerification: GroupedRunner = (grouped) => {
  const { group, test } = grouped;
  const name = group.word('parameterSet', mlDsaNames);
  const publicKey = test.optionalHex('pk') ?? group.hex('pk');
  const input = acvpSignatureInput(grouped);
  return checkMlDsaSignature(name, publicKey, input, test.hex('signature'), test.boolean('testPassed'));
};

/** How the tests of an ML-DSA group are run. */
export function acvpMlDsaRunner(mode: string, group: JsonFields): GroupedRunner {
  if (mode === 'keyGen') return runKeyGeneration;
  if (mode === 'sigGen') return runSignatureGeneration;
  if (mode === 'sigVer') return runSignatureVerification;
  throw group.malformed(`there is no ML-DSA mode ${mode}`);
}
