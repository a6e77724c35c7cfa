import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultWorkFactors, isBearableWork } from '../../src/crypto/passphrase-kdf.ts';

test('the default is the second recommendation of RFC 9106 §4 with one lane, and bearable', () => {
  assert.deepEqual(defaultWorkFactors, { memoryKiB: 65_536, passes: 3, parallelism: 1 });
  assert.ok(isBearableWork(defaultWorkFactors));
});

test('work that Argon2id cannot do, or nobody would wait for, is not bearable', () => {
  const bearable = [
    { memoryKiB: 8, passes: 1, parallelism: 1 },
    { memoryKiB: 128, passes: 1, parallelism: 16 },
    { memoryKiB: 1_048_576, passes: 4, parallelism: 1 },
  ];
  const unbearable = [
    { memoryKiB: 7, passes: 1, parallelism: 1 },
    { memoryKiB: 127, passes: 1, parallelism: 16 },
    { memoryKiB: 136, passes: 1, parallelism: 17 },
    { memoryKiB: 65_536, passes: 0, parallelism: 1 },
    { memoryKiB: 65_536, passes: 3, parallelism: 0 },
    { memoryKiB: 1_048_577, passes: 1, parallelism: 1 },
    { memoryKiB: 1_048_576, passes: 5, parallelism: 1 },
    { memoryKiB: 2 ** 32 - 1, passes: 2 ** 32 - 1, parallelism: 255 },
    { memoryKiB: 8, passes: 2 ** 32 - 1, parallelism: 1 },
  ];
  for (const work of bearable) assert.ok(isBearableWork(work), JSON.stringify(work));
  for (const work of unbearable) assert.ok(!isBearableWork(work), JSON.stringify(work));
});
