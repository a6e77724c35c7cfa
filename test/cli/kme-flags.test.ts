import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { isQForgeError } from '../../src/base/index.ts';
import { kmeOptions, withKmeFlags } from '../../src/cli/kme-flags.ts';

const parse = (...words: readonly string[]): object =>
  withKmeFlags(new Command('test').exitOverride().configureOutput({ writeErr: () => undefined }))
    .parse(words, { from: 'user' })
    .opts();

describe('flags for keys of a key manager', () => {
  test('name the key manager and the policy', () => {
    assert.deepEqual(parse('--kme', 'a.json', '--key-policy', 'either'), { kme: 'a.json', keyPolicy: 'either' });
    assert.deepEqual(parse(), {});
    assert.throws(() => parse('--key-policy', 'none'), /choices|Allowed/u);
  });

  test('win over the environment', () => {
    const environment = { QFORGE_KME: 'env.json', QFORGE_KEY_POLICY: 'require-qkd' };
    assert.deepEqual(kmeOptions({}, environment), { kme: 'env.json', keyPolicy: 'require-qkd' });
    assert.deepEqual(kmeOptions({ kme: 'a.json', keyPolicy: 'either' }, environment), {
      kme: 'a.json',
      keyPolicy: 'either',
    });
    assert.deepEqual(kmeOptions({}, {}), {});
    assert.deepEqual(kmeOptions({}, { QFORGE_KME: '', QFORGE_KEY_POLICY: '' }), {});
  });

  test('take no unknown policy from the environment', () => {
    assert.throws(
      () => kmeOptions({}, { QFORGE_KEY_POLICY: 'lax' }),
      (error) => isQForgeError(error, 'COMMAND_LINE_INVALID'),
    );
  });
});
