import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Clock, systemClock } from '../../src/base/index.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const identityOf = (): DeviceIdentity => generateIdentity(nativeBackend, 'high', Date.now());
const [alice, bob] = [identityOf(), identityOf()];

/** The system's clock on a machine whose time of day is set. */
class SetClock implements Clock {
  offsetMs = 0;

  wallMs(): number {
    return systemClock.wallMs() + this.offsetMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs();
  }

  schedule(...call: Parameters<Clock['schedule']>): ReturnType<Clock['schedule']> {
    return systemClock.schedule(...call);
  }
}

interface Pair {
  readonly clock: SetClock;
  readonly caller: StreamlinedSecureClient;
  readonly address: string;
  readonly messages: string[];
}

/** Both clients are on one machine whose clock is set. */
async function pairOf(t: TestContext): Promise<Pair> {
  const clock = new SetClock();
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  const listener = await StreamlinedSecureClient.create({ identity: bob, listen: 'tcp://127.0.0.1:0', trust, clock });
  const caller = await StreamlinedSecureClient.create({ identity: alice, clock });
  t.after(async () => {
    await caller.shutdown();
    await listener.shutdown();
  });
  const messages: string[] = [];
  listener.onChannel((channel) => channel.onMessage((body) => void messages.push(Buffer.from(body).toString())));
  return { clock, caller, messages, address: listener.listenAddresses[0] ?? '' };
}

describe('a machine whose clock is set while channels are open', () => {
  for (const [name, jumpMs] of [
    ['five hours forward', 5 * HOUR_MS],
    ['five hours back', -5 * HOUR_MS],
    ['thirty days forward', 30 * DAY_MS],
    ['three years forward, beyond every certificate', 3 * 365 * DAY_MS],
    ['ten years back', -10 * 365 * DAY_MS],
  ] as const) {
    test(`${name}: nothing expires, and nothing is sent twice`, async (t) => {
      const { clock, caller, address, messages } = await pairOf(t);
      const channel = await caller.establishSecureChannel(bob.peerId, { address });
      await channel.send(Buffer.from('before'));
      clock.offsetMs = jumpMs;
      await channel.send(Buffer.from('after'));
      channel.rekey();
      await channel.ping();
      await channel.send(Buffer.from('under new keys'));
      clock.offsetMs = 0;
      await channel.send(Buffer.from('back again'));
      assert.deepEqual(messages, ['before', 'after', 'under new keys', 'back again']);
      const { sessions, meanRoundTripMs } = channel.statistics();
      assert.equal(sessions, 1, 'no session was given up');
      assert.ok((meanRoundTripMs ?? -1) >= 0 && (meanRoundTripMs ?? Infinity) < 60_000, 'times are not of the wall');
    });
  }

  test('a certificate that is out of its time opens no new channel, and does again once the clock is right', async (t) => {
    const { clock, caller, address, messages } = await pairOf(t);
    clock.offsetMs = 3 * 365 * DAY_MS;
    await assert.rejects(caller.establishSecureChannel(bob.peerId, { address }));
    clock.offsetMs = 0;
    const channel = await caller.establishSecureChannel(bob.peerId, { address });
    await channel.send(Buffer.from('in time'));
    assert.deepEqual(messages, ['in time']);
  });
});
