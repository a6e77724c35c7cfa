import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { applicationFailure, callApplication } from '../../src/network/application-call.ts';

test('what the application does is done', () => {
  let done = 0;
  callApplication('it threw', () => {
    done += 1;
  });
  assert.equal(done, 1);
});

test('what it throws is never taken for a fault of the peer', () => {
  const causes: readonly Error[] = [
    new TypeError('x is undefined'),
    new QForgeError('MALFORMED', { what: 'a file offer', reason: 'it is empty' }),
    new QForgeError('CRYPTO_AUTHENTICATION_FAILED', { algorithm: 'AES-256-GCM' }),
  ];
  for (const cause of causes) {
    assert.throws(
      () =>
        callApplication('a handler threw', () => {
          throw cause;
        }),
      (error) => isQForgeError(error, 'INTERNAL') && error.cause === cause && error.details.what === 'a handler threw',
    );
  }
});

test('callers that make no closure get the same error', () => {
  const cause = new Error('of the application');
  const failure = applicationFailure('a handler threw', cause);
  assert.equal(failure.code, 'INTERNAL');
  assert.equal(failure.details.what, 'a handler threw');
  assert.equal(failure.cause, cause);
});
