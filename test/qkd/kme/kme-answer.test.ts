import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  answerWith,
  failureAnswer,
  isOwnFault,
  problemAnswer,
  routeProblemAnswer,
} from '../../../src/qkd/kme/kme-answer.ts';

const messageOf = ({ body }: { readonly body: string }): unknown => (JSON.parse(body) as { message: unknown }).message;

describe('answers of a key manager', () => {
  test('say what is wrong with every status', () => {
    assert.deepEqual(answerWith('{}'), { status: 200, body: '{}' });
    assert.equal(messageOf(problemAnswer(401, 'who are you')), 'who are you');
    const notAllowed = routeProblemAnswer({ status: 405, message: 'no', allow: 'GET' });
    assert.deepEqual([notAllowed.status, notAllowed.headers], [405, { Allow: 'GET' }]);
  });

  test('turn failures into the statuses of the standard, in its words', () => {
    const kme = 'kme-a';
    const cases: readonly [QForgeError, number, string][] = [
      [
        new QForgeError('KME_REQUEST_REJECTED', { kme, reason: 'size shall be a multiple of 8' }),
        400,
        'size shall be a multiple of 8',
      ],
      [new QForgeError('KME_ACCESS_REFUSED', { kme, reason: 'not named' }), 401, 'not named'],
      [
        new QForgeError('KME_UNAVAILABLE', { kme, reason: 'there are not enough keys' }),
        503,
        'there are not enough keys',
      ],
      [
        new QForgeError('MALFORMED', { what: 'The request', reason: 'it is not JSON' }),
        400,
        'The request is malformed: it is not JSON.',
      ],
    ];
    for (const [error, status, message] of cases) {
      const answer = failureAnswer(error);
      assert.deepEqual([answer.status, messageOf(answer)], [status, message]);
      assert.equal(isOwnFault(error), false);
    }
    assert.equal(failureAnswer(new QForgeError('MESSAGE_TOO_LARGE', { bytes: 2, limitBytes: 1 })).status, 413);
  });

  test('tell nothing of the inside', () => {
    for (const error of [
      new RangeError('secret of the inside'),
      new QForgeError('KEY_POOL_UNWRITABLE', { path: '/secret', reason: 'secret' }),
      'secret',
    ]) {
      const answer = failureAnswer(error);
      assert.equal(answer.status, 503);
      assert.ok(!answer.body.includes('secret'));
      assert.equal(isOwnFault(error), true);
    }
  });
});
