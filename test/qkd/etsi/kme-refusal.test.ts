import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError, QForgeError } from '../../../src/base/index.ts';
import { checkedAnswer, goodAnswer } from '../../../src/qkd/etsi/kme-refusal.ts';

const answer = (status: number, text: string): Parameters<typeof goodAnswer>[1] => ({
  status,
  body: Buffer.from(text),
});
const read = (status: number, text: string): unknown => goodAnswer('kme', answer(status, text));
const failsWith = (action: () => unknown, code: ErrorCode, reason: RegExp): void =>
  assert.throws(action, (error) => isQForgeError(error, code) && reason.test(error.message));

describe('an answer of a key manager', () => {
  test('with status 200 is its JSON', () => {
    assert.deepEqual(read(200, '{"a":1}'), { a: 1 });
    failsWith(() => read(200, '<html>'), 'KME_ANSWER_INVALID', /not JSON/u);
    failsWith(() => read(200, '{"a":1,"a":2}'), 'KME_ANSWER_INVALID', /twice/u);
    failsWith(() => read(200, ''), 'KME_ANSWER_INVALID', /not JSON/u);
  });

  test('with the statuses of the standard is the error that they stand for, with its message', () => {
    failsWith(() => read(400, '{"message":"size shall be a multiple of 8"}'), 'KME_REQUEST_REJECTED', /multiple of 8/u);
    failsWith(() => read(401, '{"message":"who?"}'), 'KME_ACCESS_REFUSED', /who\?/u);
    failsWith(() => read(503, '{"message":"empty"}'), 'KME_UNAVAILABLE', /empty/u);
  });

  test('without a message that can be read is the same error without a reason', () => {
    for (const text of ['', 'plain words', '[]', 'null', '{"message":5}', '{"message":""}', '{"error":"x"}']) {
      failsWith(() => read(400, text), 'KME_REQUEST_REJECTED', /no reason/u);
    }
    failsWith(() => read(503, `{"message":"${'x'.repeat(1000)}"}`), 'KME_UNAVAILABLE', /x{300}\./u);
  });

  test('with any other status is none', () => {
    for (const status of [0, 201, 204, 301, 307, 404, 500]) {
      failsWith(() => read(status, '{}'), 'KME_ANSWER_INVALID', new RegExp(`${status}`, 'u'));
    }
  });

  test('that a decoder refuses is none; other errors pass', () => {
    const malformed = new QForgeError('MALFORMED', { what: 'It', reason: 'it is odd' });
    failsWith(
      () =>
        checkedAnswer('kme', () => {
          throw malformed;
        }),
      'KME_ANSWER_INVALID',
      /odd/u,
    );
    const other = new RangeError('another');
    assert.throws(
      () =>
        checkedAnswer('kme', () => {
          throw other;
        }),
      other,
    );
    assert.equal(
      checkedAnswer('kme', () => 5),
      5,
    );
  });
});
