import { shake128 } from '@noble/hashes/sha3.js';
import { concatBytes } from '../../../src/base/index.ts';
import { backends } from '../../crypto/backends.ts';
import { expectBytes, expectSame } from './expectations.ts';
import { hexBytes, isRecord, JsonFields } from './json-fields.ts';
import { withCoins } from './known-coins.ts';
import { type MlDsaName, mlDsaNames, NO_HEDGE, signFromSeed } from './ml-dsa-checks.ts';
import { type MlKemName, mlKemLengths, mlKemNames } from './ml-kem-checks.ts';
import type { RunnerName, VectorCase, VectorFormat } from './vector-format.ts';

const EMPTY = new Uint8Array(0);

/** SHAKE128 of nothing, drawn from piece by piece: the randomness of all accumulated tests. */
function drawing(): (bytes: number) => Uint8Array {
  const source = shake128.create({}).update(EMPTY);
  return (bytes) => source.xof(bytes);
}

/** Keys, encapsulations, decapsulations and implicit rejections, hashed into one digest for each backend. */
function runMlKem(name: MlKemName, iterations: number, expected: Uint8Array): readonly RunnerName[] {
  const draw = drawing();
  const lengths = mlKemLengths(name);
  const accumulators = backends.map((backend) => ({ kem: backend.kem(name), hash: shake128.create({ dkLen: 32 }) }));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const seed = concatBytes(draw(32), draw(32));
    const coins = draw(32);
    const randomCiphertext = draw(lengths.ciphertext);
    const encapsulate = (publicKey: Uint8Array) =>
      withCoins(coins, (backend) => backend.kem(name).importPublicKey(publicKey).encapsulate().ciphertext);
    let ciphertext: Uint8Array | undefined;
    for (const { kem, hash } of accumulators) {
      const key = kem.fromSeed(seed);
      ciphertext ??= encapsulate(key.publicKey.bytes);
      hash.update(key.publicKey.bytes).update(ciphertext);
      hash.update(key.decapsulate(ciphertext).expose()).update(key.decapsulate(randomCiphertext).expose());
    }
  }
  for (const { hash } of accumulators) expectBytes(hash.digest(), expected, `digest of ${iterations} runs`);
  return [...new Set(backends.map((backend) => backend.name))];
}

/** Keys and deterministic signatures of the empty message, which both backends verify. */
function runMlDsa(name: MlDsaName, iterations: number, expected: Uint8Array): readonly RunnerName[] {
  const draw = drawing();
  const accumulators = backends.map((backend) => ({
    scheme: backend.signature(name),
    hash: shake128.create({ dkLen: 32 }),
  }));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const seed = draw(32);
    const signature = signFromSeed(name, seed, { message: EMPTY, context: EMPTY }, NO_HEDGE);
    for (const { scheme, hash } of accumulators) {
      const { publicKey } = scheme.fromSecret(seed);
      expectSame(publicKey.verify(EMPTY, signature), true, `verification in run ${iteration}`);
      hash.update(publicKey.bytes).update(signature);
    }
  }
  for (const { hash } of accumulators) expectBytes(hash.digest(), expected, `digest of ${iterations} runs`);
  return [...new Set(backends.map((backend) => backend.name))];
}

type AccumulatedRunner<Name> = (name: Name, iterations: number, expected: Uint8Array) => readonly RunnerName[];

/** The cases of a table {iterations: {parameter set: digest}}. */
function casesOf<Name extends string>(
  root: JsonFields,
  field: string,
  names: readonly Name[],
  run: AccumulatedRunner<Name>,
): readonly VectorCase[] {
  if (!root.has(field)) return [];
  const table = root.object(field);
  return table.names.flatMap((iterations) => {
    const count = Number(iterations);
    if (!Number.isSafeInteger(count) || count < 1) throw table.malformed(`${iterations} is no number of runs`);
    const digests = table.object(iterations);
    return digests.names.map((name) => ({
      name: `${iterations} runs of ${name}`,
      run: () => {
        const known = names.find((candidate) => candidate === name);
        if (known === undefined) throw digests.malformed(`there is no parameter set ${name}`);
        return run(known, count, hexBytes(digests.text(name), digests.where));
      },
    }));
  });
}

/** CCTV's accumulated tests: thousands of runs in one digest. */
export const cctvAccumulated: VectorFormat = {
  name: 'CCTV accumulated',
  read: ({ json, path }) => {
    if (!isRecord(json) || !(isRecord(json.mlkem) || isRecord(json.mldsa))) return undefined;
    const root = new JsonFields(json, path);
    return [...casesOf(root, 'mlkem', mlKemNames, runMlKem), ...casesOf(root, 'mldsa', mlDsaNames, runMlDsa)];
  },
};
