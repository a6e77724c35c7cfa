import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../../src/base/index.ts';
import { type KeyRequest, keyRequestFromBody, keyRequestFromQuery } from '../../../src/qkd/etsi/key-request.ts';

const options = { seed: 20_261_130, numRuns: 2000 };
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const body = (text: string): KeyRequest => keyRequestFromBody(Buffer.from(text));
const query = (text: string): KeyRequest => keyRequestFromQuery(new URLSearchParams(text));
const defaults: KeyRequest = {
  number: 1,
  sizeBits: undefined,
  additionalSlaves: [],
  mandatoryExtensions: [],
  optionalExtensions: [],
};

describe('the body of a request for keys', () => {
  test('may be missing, or say nothing', () => {
    assert.deepEqual(body(''), defaults);
    assert.deepEqual(body('{}'), defaults);
  });

  test('says how many, how long, for whom, and what else', () => {
    const request = {
      number: 20,
      size: 512,
      additional_slave_SAE_IDs: ['ABCDEFG'],
      extension_mandatory: [{ 'abc_route-type': 'direct' }, { abc_transfer_method: 'qkd' }],
      extension_optional: [{ abc_max_age: 30_000 }],
    };
    assert.deepEqual(body(JSON.stringify(request)), {
      number: 20,
      sizeBits: 512,
      additionalSlaves: ['ABCDEFG'],
      mandatoryExtensions: request.extension_mandatory,
      optionalExtensions: request.extension_optional,
    });
  });

  test('may hold members that nobody knows', () => {
    assert.deepEqual(body('{"number": 2, "additional_target_sae_ids": ["x"], "x": null}'), { ...defaults, number: 2 });
  });

  test('is refused when it cannot be meant', () => {
    const wrong = [
      '{"number": 0}',
      '{"number": -1}',
      '{"number": 1.5}',
      '{"number": "1"}',
      '{"number": null}',
      '{"size": 0}',
      '{"size": -256}',
      '{"size": "256"}',
      '{"size": 1e400}',
      '{"additional_slave_SAE_IDs": "bob"}',
      '{"additional_slave_SAE_IDs": [""]}',
      '{"additional_slave_SAE_IDs": ["a b"]}',
      '{"extension_mandatory": {}}',
      '{"extension_mandatory": ["x"]}',
      '{"number": 1, "number": 2}',
      '{"a": {"b": 1, "b": 2}}',
      '[]',
      'null',
      '1',
      '{',
      '\ufeff{}',
      `{"x":${'['.repeat(40)}${']'.repeat(40)}}`,
    ];
    for (const text of wrong) assert.throws(() => body(text), malformed, text);
  });

  test(`made of anything gives a request or the one error (seed ${options.seed})`, () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          const { number } = body(text);
          assert.ok(Number.isSafeInteger(number) && number > 0);
        } catch (error) {
          assert.ok(malformed(error), String(error));
        }
      }),
      options,
    );
  });
});

describe('the query of a request for keys', () => {
  test('takes number and size', () => {
    assert.deepEqual(query(''), defaults);
    assert.deepEqual(query('number=3&size=1024'), { ...defaults, number: 3, sizeBits: 1024 });
  });

  test('is refused for anything else', () => {
    for (const text of [
      'number=',
      'number=0',
      'size=-8',
      'size=0x100',
      'number=1&number=2',
      'key_ID=x',
      'size=8&a=1',
    ]) {
      assert.throws(() => query(text), malformed, text);
    }
    assert.throws(() => query(`number=${'9'.repeat(30)}`), malformed);
    assert.throws(() => query('number=1%0A'), malformed);
  });
});
