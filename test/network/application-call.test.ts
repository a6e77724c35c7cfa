import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { applicationFailure, callApplication, notedHandler } from '../../src/network/application-call.ts';
import { NotedFailures } from '../base/noted-failures.ts';

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

test('of handlers whose promises reject the defects are noted, and not what became of a stream', async () => {
  const { failures, logged } = new NotedFailures();
  const reset = new QForgeError('STREAM_RESET', { stream: 1, reason: 'the peer has gone' });
  const take = notedHandler(async (defect: Error) => {
    await Promise.resolve();
    throw defect;
  }, failures);
  for (const error of [reset, new TypeError('x is undefined')]) {
    const returned = take(error);
    assert.ok(returned instanceof Promise);
    await assert.rejects(returned, error, 'the caller learns all the same');
  }
  assert.deepEqual(logged, ['streams: x is undefined']);
  assert.equal(notedHandler(() => 'no promise', failures)('x'), 'no promise');
});
