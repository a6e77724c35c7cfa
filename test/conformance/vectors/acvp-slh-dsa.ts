import type { SlhDsaName } from '../../../src/crypto/index.ts';
import { type SignatureInput, slhDsaKeys, slhDsaSign, slhDsaVerify } from '../../../src/crypto/known-answer.ts';
import { acvpSignatureInput } from './acvp-signature-input.ts';
import { onBothBackends, PORTABLE_ONLY } from './backends.ts';
import { expectBytes, expectSame } from './expectations.ts';
import type { JsonFields } from './json-fields.ts';
import { withCoins } from './known-coins.ts';
import { checkVerification } from './signature-checks.ts';
import type { GroupedRunner, GroupedTest } from './test-groups.ts';
import type { RunnerName } from './vector-format.ts';

type SlhDsaInput = Exclude<SignatureInput, { kind: 'mu' }>;

const slhDsaNames: readonly SlhDsaName[] = (['SHA2', 'SHAKE'] as const).flatMap((hash) =>
  (['128', '192', '256'] as const).flatMap((bits) =>
    (['s', 'f'] as const).map((kind): SlhDsaName => `SLH-DSA-${hash}-${bits}${kind}`),
  ),
);

/** Both backends make this public key of the private key. */
function checkPrivateKey(name: SlhDsaName, privateKey: Uint8Array, publicKey: Uint8Array): readonly RunnerName[] {
  return onBothBackends((backend) => {
    const key = backend.signature(name).fromSecret(privateKey);
    expectBytes(key.publicKey.bytes, publicKey, `public key (${backend.name})`);
  });
}

const runKeyGeneration: GroupedRunner = ({ group, test }) => {
  const name = group.word('parameterSet', slhDsaNames);
  const seeds = { skSeed: test.hex('skSeed'), skPrf: test.hex('skPrf'), pkSeed: test.hex('pkSeed') };
  const { privateKey, publicKey } = slhDsaKeys(name, seeds);
  expectBytes(privateKey, test.hex('sk'), 'private key');
  expectBytes(publicKey, test.hex('pk'), 'public key');
  return checkPrivateKey(name, privateKey, publicKey);
};

function inputOf(grouped: GroupedTest): SlhDsaInput {
  const input = acvpSignatureInput(grouped);
  if (input.kind === 'mu') throw grouped.test.malformed('SLH-DSA has no external mu');
  return input;
}

function hedgeOf({ group, test }: GroupedTest): Uint8Array | 'deterministic' {
  const deterministic = group.has('deterministic') && group.boolean('deterministic');
  return deterministic ? 'deterministic' : test.hex('additionalRandomness');
}

/** A signature over a message under a context is for both backends to verify; the rest only for the portable one. */
function checkSignature(
  name: SlhDsaName,
  publicKey: Uint8Array,
  input: SlhDsaInput,
  signature: Uint8Array,
  expected = true,
): readonly RunnerName[] {
  if (input.kind === 'pure') return checkVerification(name, { publicKey, signature, ...input }, expected);
  expectSame(slhDsaVerify(name, publicKey, input, signature), expected, 'verification');
  return PORTABLE_ONLY;
}

const runSignatureGeneration: GroupedRunner = (grouped) => {
  const { group, test } = grouped;
  const name = group.word('parameterSet', slhDsaNames);
  const input = inputOf(grouped);
  const [privateKey, signature] = [test.hex('sk'), test.hex('signature')];
  const publicKey = privateKey.subarray(privateKey.length / 2);
  const hedge = hedgeOf(grouped);
  if (input.kind === 'pure') {
    // PK.seed in the place of the hedge makes the deterministic form: FIPS 205 §9.2.
    const coins = hedge === 'deterministic' ? publicKey.subarray(0, publicKey.length / 2) : hedge;
    const signed = withCoins(coins, (backend) =>
      backend.signature(name).fromSecret(privateKey).sign(input.message, input.context),
    );
    expectBytes(signed, signature, 'signature');
  } else {
    expectBytes(slhDsaSign(name, privateKey, input, hedge), signature, 'signature');
  }
  checkPrivateKey(name, privateKey, test.optionalHex('pk') ?? publicKey);
  return checkSignature(name, publicKey, input, signature);
};

const runSignatureVerification: GroupedRunner = (grouped) => {
  const { group, test } = grouped;
  const name = group.word('parameterSet', slhDsaNames);
  const publicKey = test.optionalHex('pk') ?? group.hex('pk');
  return checkSignature(name, publicKey, inputOf(grouped), test.hex('signature'), test.boolean('testPassed'));
};

/** How the tests of an SLH-DSA group are run. */
export function acvpSlhDsaRunner(mode: string, group: JsonFields): GroupedRunner {
  if (mode === 'keyGen') return runKeyGeneration;
  if (mode === 'sigGen') return runSignatureGeneration;
  if (mode === 'sigVer') return runSignatureVerification;
  throw group.malformed(`there is no SLH-DSA mode ${mode}`);
}
