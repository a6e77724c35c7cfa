import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { signedAnnouncements } from '../../../src/messaging/index.ts';
import { peerKeyOf } from '../../../src/messaging/routing/peer-key.ts';
import { ANNOUNCEMENT_LIFETIME_MS } from '../../../src/messaging/routing/routing-limits.ts';
import { CLOCK_SKEW_MS } from '../../../src/messaging/sealed/signed-prekey.ts';
import { flipped } from '../../crypto/damage.ts';
import { UNCOUNTED_ANNOUNCEMENT_BYTES } from '../../simulation/routing-scenario.ts';
import { SIMULATED_ANNOUNCEMENT_BYTES } from '../../simulation/simulated-mesh.ts';
import { MessagingPeer, NOW_MS } from '../peer-rig.ts';

const [alice, mallory] = [await MessagingPeer.make(), await MessagingPeer.make()];
const prover = signedAnnouncements(alice.author, nativeBackend);
const { bytes, ...said } = prover.make(NOW_MS);
const holds = (unverified: Uint8Array, wallMs = NOW_MS, origin = alice.peerId): boolean =>
  prover.check(unverified, peerKeyOf(origin), wallMs) !== undefined;

test('an announcement says since when its origin is there, to whoever gets it from anybody', () => {
  const elsewhere = signedAnnouncements(mallory.author, nativeBackend);
  assert.deepEqual(elsewhere.check(bytes, peerKeyOf(alice.peerId), NOW_MS), { ...said, bytes });
  assert.deepEqual(said, { sequence: NOW_MS, expiresAtMs: NOW_MS + ANNOUNCEMENT_LIFETIME_MS });
});

test('an announcement is of its origin alone, and for its time', () => {
  assert.ok(!holds(bytes, NOW_MS, mallory.peerId));
  assert.ok(holds(bytes, NOW_MS - CLOCK_SKEW_MS));
  assert.ok(!holds(bytes, NOW_MS - CLOCK_SKEW_MS - 1));
  assert.ok(holds(bytes, NOW_MS + ANNOUNCEMENT_LIFETIME_MS));
  assert.ok(!holds(bytes, NOW_MS + ANNOUNCEMENT_LIFETIME_MS + 1));
});

test('an announcement that is changed in any byte, cut or extended does not hold', () => {
  for (let at = 0; at < bytes.length; at += at < 20 ? 1 : 41) assert.ok(!holds(flipped(bytes, at)), `byte ${at}`);
  for (const length of [0, 1, 17, 2000, bytes.length - 1]) assert.ok(!holds(bytes.subarray(0, length)));
  assert.ok(!holds(Uint8Array.of(...bytes, 0)));
});

test('the simulation counts announcements with their real length', () => {
  assert.equal(UNCOUNTED_ANNOUNCEMENT_BYTES, bytes.length - SIMULATED_ANNOUNCEMENT_BYTES);
});
