import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectError, errorCodeOf, listenError, lostError, resetError } from '../../src/network/connection-errors.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`library text of ${code}`), { code });
}

const ADDRESS = 'tcp://example.org:7700';

describe('connection errors', () => {
  const connectCodes = [
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ENOENT', 'CONNECTION_REFUSED'],
    ['ENOTFOUND', 'HOST_UNREACHABLE'],
    ['EAI_AGAIN', 'HOST_UNREACHABLE'],
    ['EHOSTUNREACH', 'HOST_UNREACHABLE'],
    ['ENETUNREACH', 'HOST_UNREACHABLE'],
    ['ETIMEDOUT', 'HOST_UNREACHABLE'],
    ['EMFILE', 'HOST_UNREACHABLE'],
  ] as const;

  for (const [code, expected] of connectCodes) {
    test(`${code} while connecting is ${expected}`, () => {
      const cause = systemError(code);
      const error = connectError(ADDRESS, cause);
      assert.equal(error.code, expected);
      assert.equal(error.cause, cause);
      assert.match(error.message, /tcp:\/\/example\.org:7700/);
    });
  }

  test('a port in use is told apart from other failures to listen', () => {
    assert.equal(listenError(ADDRESS, systemError('EADDRINUSE')).code, 'PORT_IN_USE');
    assert.equal(listenError(ADDRESS, systemError('EACCES')).code, 'LISTEN_FAILED');
  });

  test('reasons are plain words with the code of the system, and never the text of a library', () => {
    for (const code of ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EWHATEVER']) {
      for (const error of [connectError(ADDRESS, systemError(code)), lostError(ADDRESS, systemError(code))]) {
        assert.ok(error.message.includes(code));
        assert.doesNotMatch(error.message, /library text/);
      }
    }
    assert.equal(lostError('x', systemError('ECONNRESET')).details.reason, 'the other side reset it (ECONNRESET)');
    assert.deepEqual(resetError('x').details, lostError('x', systemError('ECONNRESET')).details);
  });

  test('an error without a code is of unknown kind', () => {
    assert.equal(errorCodeOf(new Error('anything')), 'unknown');
    assert.equal(errorCodeOf('a string'), 'unknown');
    assert.equal(errorCodeOf(Object.assign(new Error('x'), { code: 5 })), 'unknown');
    assert.equal(lostError('x', undefined).details.reason, 'unknown');
  });
});
