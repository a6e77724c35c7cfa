import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { isQForgeError } from '../../../src/base/index.ts';
import { streamQosSchema } from '../../../src/qkd/etsi/stream-qos.ts';
import {
  decodeStreamMessage,
  decodeStreamMessageAnswer,
  encodeStreamMessage,
  encodeStreamMessageAnswer,
  type StreamMessage,
} from '../../../src/qkd/kme/stream-message.ts';

const ID = '0123abcd-0000-4000-8000-000000000001';
const qos = v.parse(streamQosSchema, { max_bps: 5 });
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

describe('what key managers say of streams', () => {
  test('comes back as it was meant', () => {
    const asks: readonly StreamMessage['ask'][] = [
      { call: 'connect', qos },
      { call: 'chunk', number: 4, isExact: true },
      { call: 'close' },
    ];
    for (const ask of asks) {
      const message = { streamId: ID, from: 'alice', to: 'bob', ask };
      assert.deepEqual(decodeStreamMessage(Buffer.from(encodeStreamMessage(message))), message);
    }
    for (const answer of [{ status: 1 }, { status: 7, qos }, { status: 0, chunk: { number: 4, keyId: ID } }] as const) {
      const again = decodeStreamMessageAnswer(JSON.parse(encodeStreamMessageAnswer(answer)));
      assert.deepEqual(again, { qos: undefined, chunk: undefined, ...answer });
    }
  });

  test('is refused in any other form', () => {
    const good = { stream_ID: ID, from_SAE_ID: 'alice', to_SAE_ID: 'bob', call: 'chunk', number: 4, exact: true };
    for (const change of [
      { call: 'open' },
      { call: 'close' },
      { stream_ID: ID.toUpperCase() },
      { number: -1 },
      { exact: 1 },
      { to_SAE_ID: '' },
      { more: 1 },
    ]) {
      const text = JSON.stringify({ ...good, ...change });
      assert.throws(() => decodeStreamMessage(Buffer.from(text)), malformed, text);
    }
    for (const wrong of [{}, { status: 6 }, { status: 0, chunk: { number: 1 } }, { status: 0, more: 1 }, null])
      assert.throws(() => decodeStreamMessageAnswer(wrong), malformed);
  });
});
