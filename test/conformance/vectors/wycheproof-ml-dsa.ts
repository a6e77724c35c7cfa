import type { ErrorCode } from '../../../src/base/index.ts';
import { mlDsaExpandedKey, mlDsaPublicKey, mlDsaSign, type SignatureInput } from '../../../src/crypto/known-answer.ts';
import { onBothBackends, PORTABLE_ONLY } from './backends.ts';
import { expectBytes, expectRefusal } from './expectations.ts';
import type { JsonFields } from './json-fields.ts';
import {
  checkMlDsaSeed,
  checkMlDsaSignature,
  type MlDsaName,
  mlDsaNames,
  NO_HEDGE,
  signFromSeed,
} from './ml-dsa-checks.ts';
import { checkVerification } from './signature-checks.ts';
import type { GroupedRunner } from './test-groups.ts';
import type { RunnerName } from './vector-format.ts';
import { contextOf, wycheproofResult } from './wycheproof-result.ts';

function mlDsaName(algorithm: string, group: JsonFields): MlDsaName {
  const name = mlDsaNames.find((candidate) => candidate === algorithm);
  if (name === undefined) throw group.malformed(`there is no parameter set ${algorithm}`);
  return name;
}

/** Tests of the internal interface have mu and no message. */
function inputOf(test: JsonFields): SignatureInput {
  if (!test.has('msg')) return { kind: 'mu', mu: test.hex('mu') };
  return { kind: 'pure', message: test.hex('msg'), context: contextOf(test) };
}

const INVALID_SIGNING_CODES: Readonly<Record<string, ErrorCode>> = {
  IncorrectPrivateKeyLength: 'CRYPTO_LENGTH_INVALID',
  InvalidPrivateKey: 'CRYPTO_KEY_INVALID',
  InvalidContext: 'ARGUMENT_INVALID',
};

/** The code with which an invalid signing test must fail. */
function refusalCode(test: JsonFields): ErrorCode {
  const [code] = test.texts('flags').flatMap((flag) => INVALID_SIGNING_CODES[flag] ?? []);
  if (code === undefined) throw test.malformed('the flags do not tell why it is invalid');
  return code;
}

/** Checks a valid test from the expanded key: by its message, and by mu where that stands beside it. */
function checkSigning(name: MlDsaName, expandedKey: Uint8Array, test: JsonFields): readonly RunnerName[] {
  const input = inputOf(test);
  const hedge = test.optionalHex('rnd') ?? NO_HEDGE;
  const signature = test.hex('sig');
  expectBytes(mlDsaSign(name, expandedKey, input, hedge), signature, 'signature');
  if (input.kind === 'pure' && test.has('mu')) {
    const byMu = mlDsaSign(name, expandedKey, { kind: 'mu', mu: test.hex('mu') }, hedge);
    expectBytes(byMu, signature, 'signature by mu');
  }
  return checkMlDsaSignature(name, mlDsaPublicKey(name, expandedKey), input, signature);
}

/** Signing with an expanded private key. */
const signingRunner =
  (algorithm: string): GroupedRunner =>
  ({ group, test }) => {
    const name = mlDsaName(algorithm, group);
    const key = group.hex('privateKey');
    if (wycheproofResult(test) === 'valid') {
      expectBytes(mlDsaPublicKey(name, key), group.hex('publicKey'), 'public key');
      return checkSigning(name, key, test);
    }
    expectRefusal(() => mlDsaSign(name, key, inputOf(test), NO_HEDGE), [refusalCode(test)], 'signing');
    return PORTABLE_ONLY;
  };

/** Signing with a seed. */
const seedSigningRunner =
  (algorithm: string): GroupedRunner =>
  ({ group, test }) => {
    const name = mlDsaName(algorithm, group);
    const seed = group.hex('privateSeed');
    const input = inputOf(test);
    if (wycheproofResult(test) !== 'valid') return checkSeedRefusal(name, seed, input, test);
    if (input.kind === 'pure') {
      const signature = signFromSeed(name, seed, input, test.optionalHex('rnd') ?? NO_HEDGE);
      expectBytes(signature, test.hex('sig'), "signing key's signature");
    }
    const signingRan = checkSigning(name, mlDsaExpandedKey(name, seed), test);
    const keyRan = checkMlDsaSeed(name, seed, group.hex('publicKey'));
    return [...new Set([...signingRan, ...keyRan])];
  };

function checkSeedRefusal(
  name: MlDsaName,
  seed: Uint8Array,
  input: SignatureInput,
  test: JsonFields,
): readonly RunnerName[] {
  if (input.kind !== 'pure') throw test.malformed('an invalid test has no message');
  return onBothBackends((backend) => {
    const sign = () => backend.signature(name).fromSecret(seed).sign(input.message, input.context);
    expectRefusal(sign, [refusalCode(test)], `signing (${backend.name})`);
  });
}

/** How the signing tests of a group are run: by seed or by expanded key. */
export const mlDsaSigningRunner =
  (algorithm: string): GroupedRunner =>
  (grouped) =>
    (grouped.group.has('privateSeed') ? seedSigningRunner : signingRunner)(algorithm)(grouped);

/** Verification under the public key of the group, which may be too long or too short. */
export const mlDsaVerificationRunner =
  (algorithm: string): GroupedRunner =>
  ({ group, test }) => {
    const name = mlDsaName(algorithm, group);
    const publicKey = group.hex('publicKey');
    const valid = wycheproofResult(test) === 'valid';
    const input = inputOf(test);
    if (input.kind !== 'pure') return checkMlDsaSignature(name, publicKey, input, test.hex('sig'), valid);
    return checkVerification(name, { publicKey, signature: test.hex('sig'), ...input }, valid);
  };
