import assert from 'node:assert/strict';
import test from 'node:test';
import { isContextAllowed, requireContext } from '../../src/crypto/signature-context.ts';
import { assertRefused } from './refusal.ts';

for (const name of ['ML-DSA-44', 'SLH-DSA-SHAKE-128f', 'Ed448', 'MLDSA65-Ed25519-SHA512'] as const) {
  test(`${name} takes contexts of up to 255 bytes`, () => {
    for (const length of [0, 1, 255]) {
      assert.ok(isContextAllowed(name, new Uint8Array(length)));
      requireContext(name, new Uint8Array(length));
    }
    assert.ok(!isContextAllowed(name, new Uint8Array(256)));
    assertRefused('ARGUMENT_INVALID', () => requireContext(name, new Uint8Array(256)));
  });
}

test('Ed25519 takes no context but the empty one', () => {
  assert.ok(isContextAllowed('Ed25519', new Uint8Array(0)));
  assert.ok(!isContextAllowed('Ed25519', new Uint8Array(1)));
  assertRefused('ARGUMENT_INVALID', () => requireContext('Ed25519', new Uint8Array(1)));
});
