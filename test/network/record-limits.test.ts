import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as limits from '../../src/network/record-limits.ts';

test('the limits are those of spec/records', () => {
  assert.deepEqual(
    { ...limits },
    {
      RECORD_HEADER_BYTES: 4,
      MAX_RECORD_PLAINTEXT_BYTES: 1_048_576,
      MAX_RECORDS_PER_KEY: 8_388_608,
      MAX_BYTES_PER_KEY: 68_719_476_736,
      COALESCED_RECORD_BYTES: 65_536,
      COPIED_BODY_BYTES: 16_384,
      HOLD_MS: 0.05,
      HELD_RECORD_TIMES: 4,
      MAX_HOLD_MS: 0.25,
      HELD_TURNS: 64,
      SHORT_PLAINTEXT_BYTES: 192,
      FRAGMENT_BYTES: 262_144,
      MAX_MESSAGE_BYTES: 16_777_216,
      MAX_FRAGMENTS: 4096,
      MESSAGE_WINDOW_BYTES: 8_388_608,
      ACK_STEP_BYTES: 1_048_576,
      MESSAGE_OVERHEAD_BYTES: 64,
      STREAM_WINDOW_BYTES: 1_048_576,
      MAX_STREAMS: 1024,
    },
  );
});

test('records under one key stay below the bound of RFC 8446 §5.5 for AES-GCM', () => {
  assert.ok(limits.MAX_RECORDS_PER_KEY < 2 ** 24.5);
});

test('the longest message fits its fragments, and the longest fragment its record', () => {
  assert.ok(limits.MAX_MESSAGE_BYTES <= limits.FRAGMENT_BYTES * limits.MAX_FRAGMENTS);
  assert.ok(limits.COALESCED_RECORD_BYTES + 8 + limits.FRAGMENT_BYTES <= limits.MAX_RECORD_PLAINTEXT_BYTES);
});
