import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { errorOfStatus, fileStatuses, statusOfFailure } from '../../src/client/file-status.ts';

test('statuses have the numbers of the specification', () => {
  assert.deepEqual(
    [...fileStatuses.entries()],
    [
      [0, 'ok'],
      [1, 'declined'],
      [2, 'exists'],
      [3, 'busy'],
      [4, 'unwritable'],
      [5, 'disk full'],
      [6, 'digest mismatch'],
      [7, 'unacceptable'],
      [8, 'failed'],
    ],
  );
});

test("a receiver's failure becomes the same kind of failure for the sender", () => {
  const path = 'a';
  const failures = [
    new QForgeError('FILE_EXISTS', { path }),
    new QForgeError('FILE_BUSY', { path }),
    new QForgeError('FILE_UNWRITABLE', { path, reason: 'why' }),
    new QForgeError('DISK_FULL', { path }),
    new QForgeError('FILE_DIGEST_MISMATCH', { path }),
    new QForgeError('FILE_REFUSED', { path, reason: 'why' }),
  ];
  for (const failure of failures) {
    const status = statusOfFailure(failure);
    assert.ok(status !== undefined);
    const error = errorOfStatus(status, 'a at qf1peer');
    assert.equal(error.code, failure.code);
    assert.match(error.message, /a at qf1peer/u);
  }
});

test('every status that is not ok is an error that names the file and the receiver', () => {
  for (const status of fileStatuses) {
    if (status !== 'ok') assert.match(errorOfStatus(status, 'a at qf1peer').message, /a at qf1peer/u);
  }
});

test('a sender that is gone or breaks the rules is told nothing', () => {
  assert.equal(statusOfFailure(new QForgeError('CONNECTION_LOST', { peer: 'p', reason: 'r' })), undefined);
  assert.equal(statusOfFailure(new QForgeError('STREAM_RESET', { stream: 1, reason: 'r' })), undefined);
  assert.equal(statusOfFailure(new QForgeError('MALFORMED', { what: 'w', reason: 'r' })), undefined);
});

test('a failure of unknown kind is told as such, without its text', () => {
  assert.equal(statusOfFailure(new TypeError('secret')), 'failed');
  assert.equal(statusOfFailure('secret'), 'failed');
  assert.doesNotMatch(errorOfStatus('failed', 'a').message, /secret/u);
});
