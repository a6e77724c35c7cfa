import { onBothBackends } from './backends.ts';
import { expectBytes } from './expectations.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import { withCoins } from './known-coins.ts';
import type { RunnerName, VectorFormat } from './vector-format.ts';

function runXWing(test: JsonFields, coinsField: string): readonly RunnerName[] {
  const [seed, publicKey, ciphertext, secret] = [test.hex('seed'), test.hex('pk'), test.hex('ct'), test.hex('ss')];
  // The private key is the seed.
  expectBytes(test.hex('sk'), seed, 'private key of the vector');
  const made = withCoins(test.hex(coinsField), (backend) =>
    backend.kem('X-Wing').importPublicKey(publicKey).encapsulate(),
  );
  expectBytes(made.ciphertext, ciphertext, 'ciphertext');
  expectBytes(made.sharedSecret.expose(), secret, 'shared secret of encapsulation');
  return onBothBackends((backend) => {
    const key = backend.kem('X-Wing').fromSeed(seed);
    expectBytes(key.publicKey.bytes, publicKey, `public key (${backend.name})`);
    expectBytes(key.decapsulate(ciphertext).expose(), secret, `shared secret (${backend.name})`);
  });
}

/**
 * X-Wing: the vectors of its draft (coins in `eseed`), and those of MLKEM768-X25519 (coins in `randomness`), which is
 * the same construction under the name that HPKE gives it.
 */
export const xWingFormat: VectorFormat = {
  name: 'X-Wing',
  read: ({ json, path }) => {
    // The draft's own file is a bare list.
    const tests: unknown = isRecord(json) ? json.tests : json;
    if (!Array.isArray(tests) || !isRecord(tests[0])) return undefined;
    const [first] = tests as [Record<string, unknown>];
    const coinsField = ['eseed', 'randomness'].find((name) => name in first);
    if (coinsField === undefined || !['seed', 'pk', 'ct', 'ss'].every((name) => name in first)) return undefined;
    return new JsonFields({ tests }, path).objects('tests').map((test) => ({
      name: test.where,
      run: () => runXWing(test, coinsField),
    }));
  },
};
