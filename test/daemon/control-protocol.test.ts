import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { controlFailure, decodeAnswer, decodeRequest } from '../../src/daemon/control-protocol.ts';

const seed = Number(process.env['SEED'] ?? 20_260_302);
const isMalformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

describe('control requests', () => {
  test('both methods are read', () => {
    assert.deepEqual(decodeRequest('{"id":0,"method":"status"}'), { id: 0, method: 'status' });
    assert.deepEqual(decodeRequest('{"method":"health","id":7}'), { id: 7, method: 'health' });
  });

  for (const line of [
    '',
    '{',
    'null',
    '[]',
    '"status"',
    '{}',
    '{"id":1}',
    '{"method":"status"}',
    '{"id":-1,"method":"status"}',
    '{"id":1.5,"method":"status"}',
    '{"id":"1","method":"status"}',
    '{"id":9007199254740993,"method":"status"}',
    '{"id":1,"method":"shutdown"}',
    '{"id":1,"method":"__proto__"}',
    '{"id":1,"method":"status","more":1}',
    '{"id":1,"method":"status"}{}',
  ]) {
    test(`${line === '' ? 'an empty line' : line} is refused`, () => {
      assert.throws(() => decodeRequest(line), isMalformed);
    });
  }

  test('any text is read or refused, and nothing else happens', (t) => {
    t.diagnostic(`seed ${seed}`);
    const document = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ id: fc.anything(), method: fc.anything() }).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(document, (line) => {
        try {
          const { id, method } = decodeRequest(line);
          assert.ok(Number.isSafeInteger(id) && id >= 0);
          assert.ok(['status', 'health'].includes(method));
        } catch (error) {
          if (!isMalformed(error)) throw error;
        }
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('control answers', () => {
  test('results and failures are read', () => {
    assert.deepEqual(decodeAnswer('{"id":1,"result":{"a":[1]}}'), { id: 1, result: { a: [1] } });
    const error = { code: 'MALFORMED', message: 'm', hint: 'h' };
    assert.deepEqual(decodeAnswer(JSON.stringify({ id: null, error })), { id: null, error });
  });

  for (const line of [
    '',
    '{}',
    '{"id":1}',
    '{"result":1}',
    '{"id":null,"result":1}',
    '{"id":1,"error":{}}',
    '{"id":1,"error":"no"}',
  ]) {
    test(`${line === '' ? 'an empty line' : line} is refused`, () => {
      assert.throws(() => decodeAnswer(line), isMalformed);
    });
  }
});

describe('control failures', () => {
  test('an error of the project is told, with its code', () => {
    const error = new QForgeError('NOT_RUNNING', { what: 'it' });
    assert.deepEqual(controlFailure(error), { code: 'NOT_RUNNING', message: error.message, hint: error.hint });
  });

  test('what another library says is not told', () => {
    const told = controlFailure(new TypeError('secret detail'));
    assert.equal(told.code, 'INTERNAL');
    assert.ok(!JSON.stringify(told).includes('secret detail'));
  });
});
