import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chances } from '../simulation/chances.ts';
import { readCorpus } from './corpus-file.ts';
import { fuzzTargets } from './targets/all-targets.ts';

const SEED = 20_261_130;
const INPUTS = 25;

describe(`every decoder that is fuzzed (seed ${SEED})`, () => {
  for (const { name, valid, decode } of fuzzTargets) {
    test(`${name} takes what is well formed, and tells what it keeps from its corpus`, async () => {
      const chances = new Chances(SEED);
      for (let count = 0; count < INPUTS; count++) assert.ok(await decode(new Uint8Array(valid(chances))), name);
      for (const input of readCorpus(name)) {
        try {
          await decode(new Uint8Array(input));
        } catch (error) {
          assert.ok(error instanceof Error && error.name === 'QForgeError', String(error));
        }
      }
    });
  }

  test('has a name of its own', () => {
    const names = fuzzTargets.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9-]*$/);
  });
});
