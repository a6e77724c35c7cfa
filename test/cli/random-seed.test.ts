import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { simulationSeed } from '../../src/cli/random-seed.ts';

test('a seed that is given is used', () => {
  assert.equal(simulationSeed('0'), 0);
  assert.equal(simulationSeed('9007199254740991'), Number.MAX_SAFE_INTEGER);
});

test('without one a new one is drawn', () => {
  const drawn = new Set(Array.from({ length: 8 }, () => simulationSeed(undefined)));
  assert.ok(drawn.size > 6);
  for (const seed of drawn) assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
});

test('what is no whole number is refused', () => {
  for (const bad of ['', '-1', '1.5', '0x1', '9007199254740992', 'one']) {
    assert.throws(
      () => simulationSeed(bad),
      (error) => error instanceof QForgeError && error.code === 'ARGUMENT_INVALID',
    );
  }
});
