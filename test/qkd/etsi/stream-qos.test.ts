import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { agreedQos, streamQosDocument, streamQosSchema } from '../../../src/qkd/etsi/stream-qos.ts';

const qosOf = (document: object) => v.parse(streamQosSchema, document);

describe('the QoS of a key stream', () => {
  test('has the members of ETSI GS QKD 004, each with a default', () => {
    const plain = {
      key_chunk_size: 32,
      max_bps: 0,
      min_bps: 0,
      jitter: 0,
      priority: 0,
      timeout: 0,
      ttl: 0,
      metadata_mimetype: 'application/json',
    };
    assert.deepEqual(streamQosDocument(qosOf({})), plain);
    const given = { ...plain, key_chunk_size: 64, max_bps: 9, min_bps: 8, jitter: 7, priority: 6, timeout: 5, ttl: 4 };
    assert.deepEqual(streamQosDocument(qosOf(given)), given);
  });

  test('takes whole numbers of 32 bits and nothing else', () => {
    for (const wrong of [{ ttl: -1 }, { ttl: 1.5 }, { ttl: 2 ** 32 }, { ttl: '1' }, { ttl: null }, { speed: 1 }]) {
      assert.equal(v.safeParse(streamQosSchema, wrong).success, false, JSON.stringify(wrong));
    }
    assert.equal(v.safeParse(streamQosSchema, { metadata_mimetype: 'x'.repeat(65) }).success, false);
    assert.equal(qosOf({ ttl: 2 ** 32 - 1 }).ttlSeconds, 4_294_967_295);
  });

  test('agrees on the lower bound, where 0 is none', () => {
    const agreed = (one: number, two: number): number =>
      agreedQos(qosOf({ max_bps: one }), qosOf({ max_bps: two })).maxBps;
    assert.deepEqual([agreed(0, 0), agreed(0, 5), agreed(5, 0), agreed(7, 5), agreed(5, 7)], [0, 5, 5, 5, 5]);
  });
});
