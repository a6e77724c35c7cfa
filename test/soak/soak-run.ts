import { setTimeout as delay } from 'node:timers/promises';
import { isQForgeError, silentLogger } from '../../src/base/index.ts';
import { StreamlinedSecureClient, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity, renewIdentity } from '../../src/handshake/index.ts';
import type { Channel } from '../../src/network/index.ts';
import { CuttingPath } from './cutting-path.ts';
import type { MemorySample } from './memory-trend.ts';
import { NumberedTraffic, type TrafficTotals } from './numbered-traffic.ts';

/** How long a soak takes, and what happens how often in it; in milliseconds. */
export interface SoakPlan {
  readonly totalMs: number;
  readonly rekeyEveryMs: number;
  readonly cutEveryMs: number;
  /** One cut in the middle that lasts so long. */
  readonly outageMs: number;
  readonly rotateEveryMs: number;
  readonly visitEveryMs: number;
}

/** What came of a soak. */
export interface SoakResult {
  readonly samples: readonly MemorySample[];
  readonly traffic: TrafficTotals;
  readonly rekeys: number;
  readonly sessions: number;
  readonly cuts: number;
  readonly rotations: number;
  readonly visits: number;
  /** Visitors that did not get in or did not get their word across, by the code of the error: a starved machine keeps them beyond their deadline. */
  readonly turnedAway: Readonly<Record<string, number>>;
  /** Errors that nobody handled. */
  readonly unhandled: readonly string[];
}

const SAMPLE_EVERY_MS = 500;
const backend = nativeBackend;
const identityNow = (): DeviceIdentity => generateIdentity(backend, 'high', Date.now());

/**
 * Two clients over real sockets with mixed traffic, rekeys, cuts, one outage, rotated device keys and visitors that come and go.
 *
 * `collect` collects garbage before memory is measured. Rejects when a message is lost, comes twice or out of order.
 */
export async function runSoak(
  plan: SoakPlan,
  collect: () => void,
  report: (line: string) => void,
): Promise<SoakResult> {
  const unhandled: string[] = [];
  const note = (error: unknown): void => void unhandled.push(String(error));
  process.on('unhandledRejection', note);
  const [alice, bob] = [identityNow(), identityNow()];
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  const common = { logger: silentLogger };
  const server = await StreamlinedSecureClient.create({
    ...common,
    identity: bob,
    listen: 'tcp://127.0.0.1:0',
    trust,
    trustOnFirstUse: true,
  });
  await using path = await CuttingPath.open(server.listenAddresses[0] ?? '');
  const client = await StreamlinedSecureClient.create({ ...common, identity: alice });
  const traffic = new NumberedTraffic();
  server.onChannel((channel) => traffic.serve(channel));
  const channel = await client.establishSecureChannel(bob.peerId, { address: path.address });
  const counts = { cuts: 0, rotations: 0, visits: 0 };
  const turnedAway: Record<string, number> = {};
  const samples: MemorySample[] = [];
  const stop = new AbortController();
  const every = (ms: number, act: () => unknown): Promise<void> => repeat(ms, act, stop.signal);
  const work = [
    traffic.send(channel, stop.signal),
    every(plan.rekeyEveryMs, () => channel.state === 'open' && channel.rekey()),
    every(plan.cutEveryMs, () => {
      counts.cuts += 1;
      path.cut();
    }),
    every(plan.rotateEveryMs, () => {
      counts.rotations += 1;
      client.useIdentity(renewIdentity(backend, alice, Date.now()));
      server.useIdentity(renewIdentity(backend, bob, Date.now()));
    }),
    every(plan.visitEveryMs, async () => {
      counts.visits += 1;
      const failure = await visit(server);
      if (failure !== undefined) turnedAway[failure] = (turnedAway[failure] ?? 0) + 1;
    }),
    every(SAMPLE_EVERY_MS, () => {
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      samples.push({ atMs: performance.now(), rssBytes: rss, heapBytes: heapUsed });
    }),
    outage(path, plan, stop.signal),
  ];
  for (let minute = 0; minute * 60_000 < plan.totalMs; minute += 1) {
    await delay(Math.min(60_000, plan.totalMs - minute * 60_000));
    const { rss } = process.memoryUsage();
    report(`${minute + 1} min: ${traffic.totals.taken} messages, ${Math.round(rss / 1e6)} MB`);
  }
  stop.abort();
  path.isDown = false;
  await Promise.all(work);
  const { rekeys, sessions } = channel.statistics();
  await traffic.finish();
  await client.shutdown();
  await server.shutdown();
  process.off('unhandledRejection', note);
  return { samples, traffic: traffic.totals, rekeys, sessions, ...counts, turnedAway, unhandled };
}

/** Somebody new comes, says one thing and goes; gives the code of the error if that failed. */
async function visit(server: StreamlinedSecureClient): Promise<string | undefined> {
  const visitor = await StreamlinedSecureClient.create({ identity: identityNow(), logger: silentLogger });
  try {
    const channel: Channel = await visitor.establishSecureChannel(server.peerId, {
      address: server.listenAddresses[0] ?? '',
    });
    await channel.send(Buffer.from('visitor'));
    return undefined;
  } catch (error) {
    if (!isQForgeError(error)) throw error;
    return error.code;
  } finally {
    await visitor.shutdown();
  }
}

async function outage(path: CuttingPath, { totalMs, outageMs }: SoakPlan, signal: AbortSignal): Promise<void> {
  await pause(totalMs / 2, signal);
  path.isDown = true;
  await pause(outageMs, signal);
  path.isDown = false;
}

async function repeat(everyMs: number, act: () => unknown, signal: AbortSignal): Promise<void> {
  for (await pause(everyMs, signal); !signal.aborted; await pause(everyMs, signal)) await act();
}

/** Settles after so long or when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
