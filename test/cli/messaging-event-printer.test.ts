import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventDocument, eventText } from '../../src/cli/messaging-event-printer.ts';
import type { MessagingEvent } from '../../src/client/index.ts';

const ROUTE = { peerId: 'qf1carol', nextHop: 'qf1bob', hops: 2, costMs: 3.25 };
const nameOf = (peerId: string): string => peerId.replace('qf1', '');

test('an event for people is one line with peers by their names', () => {
  const lines: readonly (readonly [MessagingEvent, string])[] = [
    [{ type: 'route-added', atMs: 1, route: ROUTE }, 'route-added route=carol over bob (hops 2, 3.3 ms)'],
    [
      { type: 'packet-dead-lettered', atMs: 1, id: 'ab', destination: 'qf1carol', bytes: 5, reason: 'expired' },
      'packet-dead-lettered id=ab destination=carol bytes=5 reason=expired',
    ],
    [
      { type: 'message-stored', atMs: 1, id: 'ab', recipient: 'qf1bob', expiresAtMs: 0 },
      'message-stored id=ab recipient=bob expires=1970-01-01T00:00:00.000Z',
    ],
    [
      { type: 'message-failed', atMs: 1, id: undefined, recipient: 'qf1bob', code: 'PREKEY_MISSING' },
      'message-failed recipient=bob code=PREKEY_MISSING',
    ],
  ];
  for (const [event, line] of lines) assert.equal(eventText(event, nameOf), line);
});

test('an event for programs has all of it, its type as the event', () => {
  const { type, ...fields } = { type: 'route-lost', atMs: 7, before: ROUTE } as const;
  assert.deepEqual(eventDocument({ type, ...fields }), { event: type, ...fields });
});
