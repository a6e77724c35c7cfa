import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../../src/base/index.ts';
import { keyIdsFromBody, keyIdsFromQuery } from '../../../src/qkd/etsi/key-ids.ts';

const options = { seed: 20_261_130, numRuns: 2000 };
const [ONE, TWO] = ['0123abcd-0000-4000-8000-000000000001', '0123abcd-0000-4000-8000-000000000002'];
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const body = (value: unknown): readonly string[] => keyIdsFromBody(Buffer.from(JSON.stringify(value)));
const query = (text: string): readonly string[] => keyIdsFromQuery(new URLSearchParams(text));

describe('the keys that a slave names', () => {
  test('come in a body, with members that real clients add', () => {
    assert.deepEqual(body({ key_IDs: [{ key_ID: ONE }, { key_ID: TWO.toUpperCase(), master_SAE_ID: 'alice' }] }), [
      ONE,
      TWO,
    ]);
    assert.deepEqual(body({ key_IDs: [{ key_ID: ONE, key_ID_extension: {} }], key_IDs_extension: {}, other: 1 }), [
      ONE,
    ]);
  });

  test('come one in a query', () => {
    assert.deepEqual(query(`key_ID=${ONE}`), [ONE]);
  });

  test('are refused in any other form', () => {
    const wrong = [{}, [], null, { key_IDs: [] }, { key_IDs: [ONE] }, { key_IDs: { key_ID: ONE } }, { key_IDs: [{}] }];
    for (const value of wrong) assert.throws(() => body(value), malformed, JSON.stringify(value));
    assert.throws(() => body({ key_IDs: [{ key_ID: 'not-a-uuid' }] }), malformed);
    assert.throws(() => keyIdsFromBody(new Uint8Array(0)), malformed);
    for (const text of ['', `key_ID=${ONE}&key_ID=${TWO}`, `key_id=${ONE}`, 'key_ID=', `key_ID=${ONE}&number=1`]) {
      assert.throws(() => query(text), malformed, text);
    }
  });

  test(`made of anything give IDs or the one error (seed ${options.seed})`, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.json().map((text) => `{"key_IDs":${text}}`),
        ),
        (text) => {
          try {
            assert.ok(keyIdsFromBody(Buffer.from(text)).length > 0);
          } catch (error) {
            assert.ok(malformed(error), String(error));
          }
        },
      ),
      options,
    );
  });
});
