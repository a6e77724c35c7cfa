import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LateKernel } from '../../src/crypto/late-kernel.ts';
import { assertRefused } from './refusal.ts';

function late(callsBefore: number, kernel: object | undefined, isSound = true) {
  const order: string[] = [];
  const made = new LateKernel({
    primitive: 'SHA-512',
    callsBefore,
    compile: () => {
      order.push('compiled');
      return kernel;
    },
    isSound: (tested) => {
      assert.equal(tested, kernel);
      order.push('tested');
      return isSound;
    },
  });
  return { made, order };
}

test('a kernel is compiled after so many calls, tested, and then there for all others', () => {
  const kernel = {};
  const { made, order } = late(3, kernel);
  assert.deepEqual([made.forCall(), made.forCall(), made.forCall()], [undefined, undefined, undefined]);
  assert.deepEqual(order, []);
  for (let call = 0; call < 5; call += 1) assert.equal(made.forCall(), kernel);
  assert.deepEqual(order, ['compiled', 'tested']);
});

test('asking whether a kernel is ready makes none', () => {
  const kernel = {};
  const { made, order } = late(1, kernel);
  for (let turn = 0; turn < 5; turn += 1) assert.equal(made.ready, undefined);
  assert.deepEqual(order, []);
  made.forCall();
  made.forCall();
  assert.equal(made.ready, kernel);
});

test('a kernel may be there from the first call on, or never come', () => {
  const kernel = {};
  assert.equal(late(0, kernel).made.forCall(), kernel);
  const { made, order } = late(Number.POSITIVE_INFINITY, kernel);
  for (let call = 0; call < 10_000; call += 1) assert.equal(made.forCall(), undefined);
  assert.deepEqual(order, []);
});

test('where there is no WebAssembly everything stays with OpenSSL, and nobody asks again', () => {
  const { made, order } = late(1, undefined);
  for (let call = 0; call < 5; call += 1) assert.equal(made.forCall(), undefined);
  assert.deepEqual(order, ['compiled']);
});

test('a kernel that gives a wrong answer serves no call, and makes each one fail', () => {
  const { made, order } = late(1, {}, false);
  assert.equal(made.forCall(), undefined);
  for (let call = 0; call < 3; call += 1) assertRefused('CRYPTO_SELF_TEST_FAILED', () => made.forCall());
  assert.deepEqual(order, ['compiled', 'tested']);
});

test('a kernel whose test breaks down counts as unsound', () => {
  const made = new LateKernel({
    primitive: 'SHA-512',
    callsBefore: 0,
    compile: () => {
      throw new WebAssembly.CompileError('cut short');
    },
    isSound: () => true,
  });
  for (let call = 0; call < 3; call += 1) assertRefused('CRYPTO_SELF_TEST_FAILED', () => made.forCall());
});
