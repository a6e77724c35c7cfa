import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { errorOfFailure, failureOfError, type TunnelFailure, tunnelStatuses } from '../../src/tunnel/tunnel-status.ts';

const failures = tunnelStatuses.filter((status): status is TunnelFailure => status !== 'ok');

test('every failure becomes an error that names the peer or what was asked', () => {
  for (const failure of failures) {
    const error = errorOfFailure(failure, { peer: 'qf1bob', what: 'connect to db:5432', address: 'db:5432' });
    assert.match(error.message, /qf1bob|db:5432/u, failure);
  }
});

test('what this side failed with is told by its status, and an error of the other side comes back as one of the same code', () => {
  const errors = [
    new QForgeError('FORWARD_NOT_ALLOWED', { peer: 'p', what: 'w' }),
    new QForgeError('CONNECTION_REFUSED', { address: 'a' }),
    new QForgeError('HOST_UNREACHABLE', { address: 'a', reason: 'r' }),
    new QForgeError('TUNNEL_BUSY', { peer: 'p', limit: 'l' }),
    new QForgeError('PORT_IN_USE', { address: 'a' }),
  ];
  for (const error of errors) {
    assert.equal(errorOfFailure(failureOfError(error), { peer: 'p', what: 'w', address: 'a' }).code, error.code);
  }
});

test('where a public listener is not wanted, the peer learns only that it is not allowed', () => {
  assert.equal(failureOfError(new QForgeError('FORWARD_PUBLIC', { address: 'a' })), 'not allowed');
});

test('anything else has failed, and no text of it goes to the peer', () => {
  assert.equal(failureOfError(new Error('secret')), 'failed');
  assert.equal(failureOfError(new QForgeError('TRUST_STORE_DAMAGED', { path: '/secret', reason: 'r' })), 'failed');
});
