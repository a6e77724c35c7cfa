import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger, silentMetrics } from '../../src/base/index.ts';
import { StreamlinedSecureClient, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import type { NumberedEvent } from '../../src/daemon/admin/event-feed.ts';
import { alertRules } from '../../src/daemon/alerts/alert-config.ts';
import { AlertDelivery } from '../../src/daemon/alerts/alert-delivery.ts';
import { CHECK_EVERY_MS, ClientObservation } from '../../src/daemon/client-observation.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { type FinishedSpan, HistoryFile, type MetricsRegistry } from '../../src/monitor/index.ts';
import { ManualClock } from '../client/manual-clock.ts';

const identities = {
  alice: generateIdentity(nativeBackend, 'high', Date.now()),
  bob: generateIdentity(nativeBackend, 'high', Date.now()),
};

interface Observed {
  readonly alice: StreamlinedSecureClient;
  readonly bob: StreamlinedSecureClient;
  readonly observation: ClientObservation;
  readonly registry: MetricsRegistry;
  /** Moves the clock of the observation alone: the client has its own. */
  readonly clock: ManualClock;
  readonly events: NumberedEvent[];
  readonly stops: string[];
  readonly spans: FinishedSpan[];
  /** How bob's audit trail does. */
  readonly audit: { isFailing: boolean };
}

/** Bob is observed, and takes messages of alice. */
async function observed(t: TestContext): Promise<Observed> {
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: identities.alice.peerId, trusted: true });
  const registry = ClientObservation.newRegistry();
  const audit = { isFailing: false };
  const bob = await StreamlinedSecureClient.create({
    identity: identities.bob,
    listen: 'tcp://127.0.0.1:0',
    trust,
    metrics: registry,
    auditStanding: () => ({ isFailing: audit.isFailing, waiting: 0, unrecorded: 0 }),
  });
  const alice = await StreamlinedSecureClient.create({ identity: identities.alice });
  bob.onChannel((channel) => channel.onMessage(() => undefined));
  const [clock, stops, events] = [new ManualClock(), [] as string[], [] as NumberedEvent[]];
  const [history, spans] = [HistoryFile.open(':memory:'), [] as FinishedSpan[]];
  const quiet = { logger: silentLogger, metrics: silentMetrics };
  const delivery = new AlertDelivery({ ...quiet, sinks: [], device: 'bob', file: history, clock });
  const observation = new ClientObservation(bob, registry, {
    clock,
    history,
    profileFolder: join(tmpdir(), 'qforge-none'),
    spans: { record: (span) => spans.push(span) },
    rules: alertRules(),
    delivery,
    logger: silentLogger,
    version: '1.2.3',
    stop: () => stops.push('stop'),
  });
  observation.sources.feed.listen((event) => events.push(event));
  t.after(async () => {
    observation[Symbol.dispose]();
    history[Symbol.dispose]();
    await Promise.all([alice.shutdown(), bob.shutdown()]);
  });
  return { alice, bob, observation, registry, clock, events, stops, spans, audit };
}

const addressOf = (client: StreamlinedSecureClient): { address: string } => ({
  address: client.listenAddresses[0] ?? '',
});
const nextTurns = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('what is observed of a client', () => {
  test('its traffic becomes rates', async (t) => {
    const { alice, bob, clock, observation } = await observed(t);
    await alice.establishSecureChannel(bob.peerId, addressOf(bob));
    for (let count = 0; count < 10; count += 1) await alice.sendSecureMessage(bob.peerId, 'x'.repeat(100));
    clock.advance(1000);
    const { messagesPerSecond, bytesPerSecond, channelsOpen } = observation.monitor.getCurrentMetrics();
    assert.deepEqual([messagesPerSecond, channelsOpen], [10, 1]);
    assert.ok(bytesPerSecond > 1000 && bytesPerSecond < 4000, `${bytesPerSecond} bytes on the wire for 1,000`);
  });

  test('times to an acknowledgement become its latency', async (t) => {
    const { alice, bob, clock, observation } = await observed(t);
    await alice.establishSecureChannel(bob.peerId, addressOf(bob));
    for (const channel of alice.channels()) channel.onMessage(() => undefined);
    // Once this is acknowledged, bob has the channel too.
    await alice.sendSecureMessage(bob.peerId, 'hello');
    const [channel] = bob.channels();
    assert.ok(channel !== undefined);
    const { roundTripMs } = await channel.send(Uint8Array.of(1));
    clock.advance(1000);
    const found = observation.monitor.getCurrentMetrics().latencyMs?.p50 ?? Number.NaN;
    assert.ok(Math.abs(found - roundTripMs) <= roundTripMs / 50, `${found} ms shown, ${roundTripMs} ms in the receipt`);
  });

  test('its own checks are parts of the health, as soon as they fail', async (t) => {
    const { bob, clock, observation } = await observed(t);
    clock.advance(1);
    await nextTurns();
    observation.monitor.update();
    const about = (): readonly string[] => observation.monitor.getSystemHealth().reasons.map(({ name }) => name);
    assert.ok(!about().includes('network'));
    await bob.shutdown();
    clock.advance(CHECK_EVERY_MS);
    await nextTurns();
    observation.monitor.update();
    assert.ok(about().includes('network'));
  });

  test('channels that open and close, and every look, are events', async (t) => {
    const { alice, bob, clock, events, observation, spans } = await observed(t);
    const channel = await alice.establishSecureChannel(bob.peerId, addressOf(bob));
    await alice.sendSecureMessage(bob.peerId, 'hello');
    clock.advance(1000);
    assert.equal(await observation.sources.closeChannel(alice.peerId), true);
    await channel.closed;
    await nextTurns();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['channel-opened', 'snapshot', 'channel-closed'],
    );
    assert.deepEqual((events[0]?.data as Record<string, unknown> | undefined)?.['peerId'], alice.peerId);
    assert.deepEqual(
      spans.map(({ name, traceId, hasFailed }) => [name, traceId, hasFailed]),
      [['channel', channel.channelId, false]],
    );
    assert.equal(await observation.sources.closeChannel(alice.peerId), false);
  });

  test('its status is the client’s own, and stop leads where it should', async (t) => {
    const { bob, observation, stops } = await observed(t);
    assert.equal((observation.sources.status() as { peerId: string }).peerId, bob.peerId);
    observation.sources.stop();
    assert.deepEqual(stops, ['stop']);
  });

  test('channels have rates from one look to the next, by their own counters', async (t) => {
    const { alice, bob, clock, observation } = await observed(t);
    await alice.establishSecureChannel(bob.peerId, addressOf(bob));
    await alice.sendSecureMessage(bob.peerId, 'hello');
    const { client } = observation.sources;
    assert.ok(client !== undefined);
    assert.equal(client.channels()[0]?.rates, undefined);
    for (let count = 0; count < 20; count += 1) await alice.sendSecureMessage(bob.peerId, 'x'.repeat(100));
    clock.advance(2000);
    const [channel] = client.channels();
    assert.deepEqual(
      [channel?.peerId, channel?.rates?.messagesInPerSecond, channel?.rates?.spanMs],
      [alice.peerId, 10, 2000],
    );
    assert.ok((channel?.rates?.rxBytesPerSecond ?? 0) > 1000);
    assert.deepEqual(Object.keys(client.pools() as object).includes('hitRatio'), true);
    assert.deepEqual(client.links(), []);
    client.setMode('memory');
    assert.equal((client.performance() as { mode: string }).mode, 'memory');
    const { limits } = client.pools() as { limits: { large: { maxRetainedBytes: number } } };
    assert.equal(limits.large.maxRetainedBytes, 1025 * 1024, 'an eighth of what the pool was configured to keep');
    assert.equal((client.performance() as { traffic: { messagesReceived: number } }).traffic.messagesReceived, 21);
  });

  test('it is ready until it ends', async (t) => {
    const { observation, clock } = await observed(t);
    assert.equal(observation.sources.isReady(), true);
    observation[Symbol.dispose]();
    assert.equal(observation.sources.isReady(), false);
    assert.equal(clock.pendingCalls, 0);
  });

  test('it is not ready while its audit trail cannot be written, from the first moment on', async (t) => {
    const { observation, audit, clock } = await observed(t);
    audit.isFailing = true;
    assert.equal(observation.sources.isReady(), false);
    clock.advance(CHECK_EVERY_MS);
    await nextTurns();
    observation.monitor.update();
    const { status, reasons } = observation.monitor.getSystemHealth();
    assert.deepEqual([status, reasons[0]?.name], ['critical', 'audit trail']);
    audit.isFailing = false;
    clock.advance(CHECK_EVERY_MS);
    await nextTurns();
    observation.monitor.update();
    assert.equal(observation.sources.isReady(), true);
  });
});
