import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import {
  decodeCloseAnswer,
  decodeCloseStream,
  decodeOpenAnswer,
  decodeOpenStream,
  decodeStreamKeyAnswer,
  decodeStreamKeyRequest,
  encodeOpenAnswer,
  encodeStreamKeyAnswer,
} from '../../../src/qkd/etsi/stream-messages.ts';
import { STREAM_STATUS } from '../../../src/qkd/etsi/stream-status.ts';

const ID = '0123abcd-0000-4000-8000-000000000001';
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const bytes = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document));

describe('messages of a key stream', () => {
  test('requests are read whole', () => {
    const open = decodeOpenStream(bytes({ source: 'alice', destination: 'bob', key_stream_id: ID.toUpperCase() }));
    assert.deepEqual([open.source, open.destination, open.streamId, open.qos.chunkBytes], ['alice', 'bob', ID, 32]);
    assert.equal(decodeOpenStream(bytes({ source: 'alice', destination: 'bob' })).streamId, undefined);
    const get = decodeStreamKeyRequest(bytes({ key_stream_id: ID, index: 7, metadata: { size: 9 } }));
    assert.deepEqual(get, { streamId: ID, index: 7, metadataBytes: 9 });
    assert.equal(decodeCloseStream(bytes({ key_stream_id: ID })), ID);
  });

  test('requests of another form are refused', () => {
    for (const wrong of [
      [],
      {},
      { source: 'a' },
      { source: 'a', destination: ' ' },
      { source: 'a', destination: 'b', x: 1 },
    ])
      assert.throws(() => decodeOpenStream(bytes(wrong)), malformed, JSON.stringify(wrong));
    for (const wrong of [
      {},
      { key_stream_id: 'x' },
      { key_stream_id: ID, index: -1 },
      { key_stream_id: ID, index: 0.5 },
    ])
      assert.throws(() => decodeStreamKeyRequest(bytes(wrong)), malformed, JSON.stringify(wrong));
    assert.throws(() => decodeCloseStream(Buffer.from(`{"key_stream_id":"${ID}","key_stream_id":"${ID}"}`)), malformed);
    assert.throws(() => decodeCloseStream(new Uint8Array()), malformed);
  });

  test('answers come back as they were meant', () => {
    const { qos } = decodeOpenStream(bytes({ source: 'a', destination: 'b', qos: { max_bps: 5 } }));
    const opened = { status: STREAM_STATUS.peerAbsent, streamId: ID, qos };
    assert.deepEqual(decodeOpenAnswer(JSON.parse(encodeOpenAnswer(opened))), opened);
    const chunk = { index: 3, key: SecretBytes.copyOf(Buffer.from('key')), simulated: false };
    const answer = decodeStreamKeyAnswer(JSON.parse(encodeStreamKeyAnswer({ status: 0, chunk })));
    assert.deepEqual([answer.status, answer.chunk?.index, answer.chunk?.simulated], [0, 3, false]);
    assert.equal(Buffer.from(answer.chunk?.key.expose() ?? []).toString(), 'key');
    const small = JSON.parse(encodeStreamKeyAnswer({ status: 8, metadataBytes: 19 })) as unknown;
    assert.deepEqual(decodeStreamKeyAnswer(small), { status: 8, metadataBytes: 19 });
    assert.equal(decodeCloseAnswer({ status: 0 }), 0);
    for (const status of [-1, 4, 6, 9, '0', null]) assert.throws(() => decodeCloseAnswer({ status }), malformed);
  });

  test('answers bear the statuses that the standard has for their call', () => {
    const all = Array.from({ length: 12 }, (_, index) => index - 1);
    const taken = (decode: (answer: object) => { readonly status: number }, rest: object): readonly number[] =>
      all.filter((status) => {
        try {
          return decode({ ...rest, status }).status === status;
        } catch (error) {
          assert.ok(malformed(error));
          return false;
        }
      });
    assert.deepEqual(taken(decodeOpenAnswer, { key_stream_id: ID, qos: {} }), [0, 1, 4, 5, 6, 7]);
    const chunk = { index: 0, key_buffer: 'AAAA', metadata: { size: 18, buffer: '{"simulated":true}' } };
    assert.deepEqual(taken(decodeStreamKeyAnswer, chunk), [0, 2, 3, 4, 6, 8]);
  });
});
