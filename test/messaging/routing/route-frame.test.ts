import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { decodeFrame, encodeFrame, type RouteFrame } from '../../../src/messaging/routing/route-frame.ts';
import { failureNumber, routeFailures } from '../../../src/messaging/routing/route-outcome.ts';
import { entryBytes, type RouteEntry } from '../../../src/messaging/routing/route-update.ts';
import {
  INFINITE_COST_US,
  MAX_HOPS,
  MAX_TTL_MS,
  MAX_UPDATE_ENTRIES,
} from '../../../src/messaging/routing/routing-limits.ts';
import { damagedCopies } from '../../crypto/damage.ts';
import { Chances } from '../../simulation/chances.ts';
import { specText } from '../spec-text.ts';

const key = (byte: number): string => String.fromCharCode(byte).repeat(32);
const id = 'ab'.repeat(16);
const route: RouteEntry = {
  kind: 'route',
  origin: key(200),
  sequence: 1_900_000_000_000,
  costUs: 70_000,
  path: [key(1), key(255), key(200)],
  announcement: Uint8Array.of(1, 2, 3),
};
const packet = {
  id,
  hopsLeft: 7,
  priority: 2,
  ttlMs: 1234,
  destination: key(9),
  payload: Uint8Array.of(5, 6),
} as const;
const frames: readonly RouteFrame[] = [
  { type: 'probe', number: 1 },
  { type: 'probeReply', number: 2 ** 32 - 1 },
  {
    type: 'update',
    number: 3,
    entries: [route, { ...route, announcement: undefined }, { kind: 'withdrawn', origin: key(3) }],
  },
  { type: 'update', number: 4, entries: [] },
  { type: 'updateTaken', number: 5, wanted: [] },
  { type: 'updateTaken', number: 5, wanted: [key(200), key(3)] },
  { type: 'forward', number: 6, packet },
  { type: 'outcome', number: 7, outcome: { delivered: true, answer: Uint8Array.of(1) } },
  ...routeFailures.map((reason) => ({ type: 'outcome', number: 8, outcome: { delivered: false, reason } }) as const),
];

function isRefused(unverified: Uint8Array): boolean {
  try {
    decodeFrame(unverified);
    return false;
  } catch (error) {
    assert.ok(isQForgeError(error, 'MALFORMED'), String(error));
    return true;
  }
}

test('frames are read as they were written', () => {
  for (const frame of frames) assert.deepEqual(decodeFrame(encodeFrame(frame)), frame);
  assert.equal(entryBytes(route) + 7, encodeFrame({ type: 'update', number: 1, entries: [route] }).length);
});

test('a damaged frame is refused or means something else; it never fails otherwise', () => {
  for (const frame of frames) {
    for (const { bytes } of damagedCopies(encodeFrame(frame))) {
      if (!isRefused(bytes)) assert.deepEqual(encodeFrame(decodeFrame(bytes)), Uint8Array.from(bytes));
    }
  }
  const chances = new Chances(5);
  for (let round = 0; round < 2000; round += 1) isRefused(chances.bytes(chances.below(200)));
});

test('what is beyond a limit is refused', () => {
  const tooLong = Array.from({ length: MAX_HOPS }, () => key(200));
  const many = Array.from({ length: MAX_UPDATE_ENTRIES + 1 }, () => route);
  const update = (entries: readonly RouteEntry[]): Uint8Array => encodeFrame({ type: 'update', number: 1, entries });
  const forward = (changes: object): Uint8Array =>
    encodeFrame({ type: 'forward', number: 1, packet: { ...packet, ...changes } });
  assert.ok(isRefused(update([{ ...route, path: tooLong }])));
  assert.ok(isRefused(update(many)));
  const wanted = Array.from({ length: MAX_UPDATE_ENTRIES + 1 }, () => key(200));
  assert.ok(isRefused(encodeFrame({ type: 'updateTaken', number: 1, wanted })));
  assert.ok(isRefused(encodeFrame({ type: 'updateTaken', number: 1, wanted: [key(1)] }).subarray(0, -1)));
  assert.ok(isRefused(update([{ ...route, path: [key(1)] }])), 'a path that does not end at its origin');
  assert.ok(!isRefused(update([{ ...route, costUs: INFINITE_COST_US }])));
  assert.ok(isRefused(update([{ ...route, costUs: INFINITE_COST_US + 1 }])));
  assert.ok(isRefused(forward({ hopsLeft: MAX_HOPS + 1 })));
  assert.ok(isRefused(forward({ priority: 4 })));
  assert.ok(isRefused(forward({ ttlMs: MAX_TTL_MS + 1 })));
});

test('reasons have the numbers of the specification', () => {
  const text = specText('routing');
  for (const reason of routeFailures) assert.ok(text.includes(`| ${failureNumber(reason)} | ${reason} |`), reason);
});
