import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import {
  isAnswered,
  isMissingStream,
  isNoMessage,
  isSubjectFull,
  isWrongSequence,
  natsFailure,
} from '../../../src/messaging/nats/nats-failure.ts';

/** As the client's library makes them of what a server answers. */
const api = (code: number, status: number, description: string): Error =>
  new JetStreamApiError({ err_code: code, code: status, description });

const within = (cause: Error): Error => new errors.RequestError('request failed', { cause });

function codeOf(thrown: unknown): readonly [string, boolean] {
  const { error, isTransient } = natsFailure(thrown, 'nats://h:1');
  assert.equal((error.details as { engine: string }).engine, 'nats://h:1');
  assert.equal(error.cause, thrown);
  return [error.code, isTransient];
}

describe('failures of a cluster', () => {
  test('what a leader that is being elected does, may go well later', () => {
    for (const error of [
      new errors.TimeoutError(),
      within(new errors.NoRespondersError('$JS.API.INFO')),
      within(new errors.TimeoutError()),
      new errors.RequestError('connection disconnected'),
      named('JetStreamNotEnabled', 'jetstream is not enabled'),
      api(10_008, 503, 'JetStream system temporarily unavailable'),
      api(10_158, 409, 'duplicate message id is in process'),
      api(0, 503, 'raft: not leader'),
      api(10_005, 400, 'no suitable peers for placement, peer offline'),
    ]) {
      assert.deepEqual(codeOf(error), ['MAIL_STORE_UNAVAILABLE', true], error.message);
    }
  });

  test('what is refused stays refused', () => {
    const violation = errors.PermissionViolationError.parse('permissions violation for publish to "x"');
    assert.ok(violation);
    for (const error of [violation, within(violation), new errors.AuthorizationError('authorization violation')]) {
      assert.deepEqual(codeOf(error), ['MAIL_STORE_DENIED', false], error.message);
    }
  });

  test('what is full is told from what is away', () => {
    assert.deepEqual(codeOf(api(10_047, 500, 'insufficient storage resources available')), ['MAIL_STORE_FULL', false]);
    assert.deepEqual(codeOf(api(10_077, 503, 'maximum bytes exceeded')), ['MAIL_STORE_FULL', false]);
    assert.deepEqual(codeOf(api(10_058, 400, 'stream name already in use')), ['MAIL_STORE_UNAVAILABLE', false]);
  });

  test('what nobody knows is an error with its reason, and is not tried for ever', () => {
    assert.deepEqual(codeOf(new RangeError('odd')), ['MAIL_STORE_UNAVAILABLE', false]);
    assert.deepEqual(codeOf('text'), ['MAIL_STORE_UNAVAILABLE', false]);
    const loop: Error = new RangeError('round');
    loop.cause = loop;
    assert.deepEqual(codeOf(loop), ['MAIL_STORE_UNAVAILABLE', false]);
  });

  test('answers that mean something are known by their codes', () => {
    assert.ok(isMissingStream(api(10_059, 404, 'stream not found')));
    assert.ok(isMissingStream(within(new errors.NoRespondersError('x'))));
    assert.ok(isWrongSequence(api(10_071, 400, 'wrong last sequence: 3')));
    assert.ok(isNoMessage(api(10_037, 404, 'no message found')));
    assert.ok(isAnswered(api(10_037, 404, 'no message found')) && !isAnswered(new errors.TimeoutError()));
    assert.ok(isSubjectFull(api(10_077, 503, 'maximum messages per subject exceeded')));
    for (const other of [new errors.TimeoutError(), new JetStreamError('odd'), undefined]) {
      assert.ok(![isWrongSequence, isNoMessage, isSubjectFull, isMissingStream].some((is) => is(other)));
    }
  });
});

function named(name: string, message: string): Error {
  const error = new RangeError(message);
  error.name = name;
  return error;
}
