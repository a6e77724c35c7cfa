import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_STREAMS } from '../../src/network/index.ts';
import { DEFAULT_IDLE_TIMEOUT_MS, DEFAULT_MAX_CONNECTIONS } from '../../src/tunnel/tunnel-options.ts';

test('the idle limit is the 2 hours 4 minutes of RFC 5382, REQ-5', () => {
  assert.equal(DEFAULT_IDLE_TIMEOUT_MS, (2 * 60 + 4) * 60_000);
});

test('a channel has streams for the connections of several forwards', () => {
  assert.ok(DEFAULT_MAX_CONNECTIONS * 4 <= MAX_STREAMS);
});
