import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import {
  assertPolicyMet,
  type KeyPolicy,
  keyPolicyByNumber,
  keyPolicyNumber,
  wantsSharedKey,
} from '../../src/handshake/key-policy.ts';

/** spec/handshake §6, by number. */
const policies: readonly KeyPolicy[] = ['require-pqc', 'require-both', 'require-qkd', 'either'];
const demanding: readonly KeyPolicy[] = ['require-both', 'require-qkd'];

test('policies have the numbers of the specification', () => {
  assert.deepEqual(policies.map(keyPolicyNumber), [0, 1, 2, 3]);
  assert.deepEqual([0, 1, 2, 3].map(keyPolicyByNumber), policies);
});

test('no other number is a policy', () => {
  for (const number of [4, 5, 255, -1, 0.5]) assert.equal(keyPolicyByNumber(number), undefined);
});

test('two policies refuse to go on without a shared key', () => {
  assert.deepEqual(policies.filter(wantsSharedKey), demanding);
});

for (const own of policies) {
  for (const peers of policies) {
    const unmet = [own, peers].find((policy) => demanding.includes(policy));
    test(`${own} here and ${peers} there ${unmet === undefined ? 'go' : 'don’t go'} without a key`, () => {
      for (const count of [1, 2, 4]) assertPolicyMet(own, peers, count, 'qf1peer');
      if (unmet === undefined) return assertPolicyMet(own, peers, 0, 'qf1peer');
      assert.throws(
        () => assertPolicyMet(own, peers, 0, 'qf1peer'),
        (error) => {
          assert.ok(isQForgeError(error, 'QKD_KEY_REQUIRED'));
          assert.deepEqual(error.details, { peer: 'qf1peer', policy: unmet });
          return true;
        },
      );
    });
  }
}
