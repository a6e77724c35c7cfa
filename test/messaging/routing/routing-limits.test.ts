import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_ENVELOPE_BYTES } from '../../../src/messaging/index.ts';
import * as limits from '../../../src/messaging/routing/routing-limits.ts';
import { specText, written } from '../spec-text.ts';

test('the limits are those of the specification', () => {
  const text = specText('routing');
  for (const sentence of [
    `A frame has at most ${written(limits.MAX_ROUTE_FRAME_BYTES)} bytes`,
    `at most ${limits.MAX_NEIGHBOURS} neighbours`,
    `answer (at most ${written(limits.MAX_ANSWER_BYTES)} bytes)`,
    `more than ${limits.MAX_HOPS} hops`,
    `at the earliest ${limits.UPDATE_INTERVAL_MS} ms later`,
    `sent again after ${limits.UPDATE_RETRY_MS / 1000} s`,
    `at most ${limits.MAX_UPDATE_ENTRIES} entries and ${written(limits.MAX_UPDATE_BYTES)} bytes`,
    `at most ${limits.ANNOUNCEMENTS_PER_SECOND} new announcements`,
    `at most ${limits.MAX_FORWARDS_UNDER_WAY} packets and ${limits.MAX_FORWARD_BYTES_UNDER_WAY / 2 ** 20} MiB`,
    `at most ${limits.MAX_WAITING_PACKETS} and ${limits.MAX_WAITING_BYTES / 2 ** 20} MiB wait`,
    `at most ${limits.MAX_TTL_MS / 1000} s`,
    `in the last ${limits.SEEN_PACKET_MS / 60_000} minutes (the last ${written(limits.MAX_SEEN_PACKETS)} IDs)`,
    `up to ${limits.MAX_TRIES} neighbours`,
    `probed every ${limits.PROBE_INTERVAL_MS / 1000} s; a probe without an answer after ${limits.PROBE_TIMEOUT_MS / 1000} s`,
    `costs less than ${limits.SWITCH_FACTOR} of it`,
    `${written(limits.MAX_DESTINATIONS)} destinations, of which one neighbour brings at most ${written(limits.MAX_DESTINATIONS_OF_NEIGHBOUR)}; ${limits.MAX_ROUTES_OF_DESTINATION} ways`,
    `made anew every ${limits.ANNOUNCEMENT_RENEWAL_MS / 60_000} minutes`,
  ]) {
    assert.ok(text.includes(sentence), sentence);
  }
});

const ordered: readonly (readonly [smaller: number, larger: number, what: string])[] = [
  [MAX_ENVELOPE_BYTES + 64, limits.MAX_ROUTE_FRAME_BYTES, 'an envelope fits into a frame'],
  [limits.MAX_UPDATE_BYTES, limits.MAX_ROUTE_FRAME_BYTES, 'an update fits into a frame'],
  [limits.MAX_ANNOUNCEMENT_BYTES + limits.MAX_HOPS * 32 + 64, limits.MAX_UPDATE_BYTES, 'an entry fits into an update'],
  [limits.MAX_TTL_MS, limits.SEEN_PACKET_MS, 'no packet outlives the memory of it'],
  [limits.PROBE_TIMEOUT_MS, limits.PROBE_INTERVAL_MS, 'one probe at a time'],
  [limits.ANNOUNCEMENT_RENEWAL_MS * 2, limits.ANNOUNCEMENT_LIFETIME_MS, 'one lost renewal does no harm'],
];

test('limits that depend on each other fit', () => {
  for (const [smaller, larger, what] of ordered) assert.ok(smaller < larger, what);
});
