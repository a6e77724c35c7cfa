import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { failure } from '../../src/handshake/handshake-failure.ts';

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}

test('checks that pass hand on their result', () => {
  assert.equal(
    failure('qf1peer', () => 42),
    42,
  );
});

test('malformed contents become a failed handshake, with the reason inside', () => {
  const cause = new QForgeError('MALFORMED', { what: 'introduction', reason: 'its format is unknown' });
  const error = thrownBy(() =>
    failure('qf1peer', () => {
      throw cause;
    }),
  );
  assert.ok(isQForgeError(error, 'HANDSHAKE_FAILED'));
  assert.deepEqual(error.details, { peer: 'qf1peer' });
  assert.equal(error.cause, cause);
});

test('errors that tell the owner more, and defects, come through as they are', () => {
  const others = [
    new QForgeError('PEER_ID_MISMATCH', { expected: 'a', actual: 'b' }),
    new QForgeError('CERTIFICATE_INVALID', { reason: 'it has expired' }),
    new QForgeError('QKD_KEY_REQUIRED', { peer: 'a', policy: 'require-qkd' }),
    new TypeError('a defect'),
  ];
  for (const other of others) {
    const error = thrownBy(() =>
      failure('qf1peer', () => {
        throw other;
      }),
    );
    assert.equal(error, other);
  }
});
