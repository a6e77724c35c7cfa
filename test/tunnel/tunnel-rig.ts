import type { TestContext } from 'node:test';
import type { LogFields, Logger, MetricsSink } from '../../src/base/index.ts';
import {
  type Channel,
  type OpenTunnelOptions,
  type ServeTunnelsOptions,
  StreamlinedSecureClient,
  TrustStore,
  type TunnelClient,
  type TunnelRules,
  type TunnelServer,
} from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';

const identities = {
  alice: generateIdentity(nativeBackend, 'high', Date.now()),
  bob: generateIdentity(nativeBackend, 'high', Date.now()),
};

/** A log that keeps its entries. */
export class KeptLog implements Logger {
  readonly entries: { readonly message: string; readonly fields: LogFields }[] = [];

  log(_level: string, _category: string, message: string, fields: LogFields = {}): void {
    this.entries.push({ message, fields });
  }

  /** The codes of the entries that carry one. */
  get codes(): readonly unknown[] {
    return this.entries.map(({ fields }) => fields['code']).filter((code) => code !== undefined);
  }
}

/** Metrics that keep the sums of counters and the last values of gauges. */
export class KeptMetrics implements MetricsSink {
  readonly values = new Map<string, number>();

  count(name: string, delta: number, labels = {}): void {
    const key = `${name} ${JSON.stringify(labels)}`;
    this.values.set(key, (this.values.get(key) ?? 0) + delta);
  }

  gauge(name: string, value: number, labels = {}): void {
    this.values.set(`${name} ${JSON.stringify(labels)}`, value);
  }

  observe(): void {
    // Distributions are not looked at.
  }
}

/** Alice opens tunnels, bob serves them. */
export interface TunnelPair {
  readonly alice: StreamlinedSecureClient;
  readonly aliceIdentity: DeviceIdentity;
  readonly bob: StreamlinedSecureClient;
  readonly server: TunnelServer;
  readonly aliceLog: KeptLog;
  readonly bobLog: KeptLog;
  readonly bobMetrics: KeptMetrics;
  /** Channels that bob has taken, the newest last. */
  readonly taken: Channel[];
  /** Opens a tunnel from alice to bob, closed with the test. */
  open(options: OpenTunnelOptions): Promise<TunnelClient>;
}

/** Two clients over loopback TCP, of whom bob serves tunnels to alice by these rules. */
export async function tunnelPair(
  t: TestContext,
  rules: Partial<TunnelRules>,
  options: ServeTunnelsOptions = {},
): Promise<TunnelPair> {
  const [aliceLog, bobLog, bobMetrics] = [new KeptLog(), new KeptLog(), new KeptMetrics()];
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: identities.alice.peerId, trusted: true });
  const bob = await StreamlinedSecureClient.create({
    identity: identities.bob,
    listen: 'tcp://127.0.0.1:0',
    trust,
    logger: bobLog,
    metrics: bobMetrics,
  });
  const alice = await StreamlinedSecureClient.create({ identity: identities.alice, logger: aliceLog });
  const all: TunnelRules = { connect: [], bind: [], ...rules };
  const server = await bob.serveTunnels({ rules: new Map([[alice.peerId, all]]), ...options });
  const taken: Channel[] = [];
  bob.onChannel((channel) => {
    taken.push(channel);
    channel.onStream((stream) => stream.reset('only tunnels are served here'));
  });
  t.after(async () => {
    await server[Symbol.asyncDispose]();
    await Promise.all([alice.shutdown(), bob.shutdown()]);
  });
  const address = bob.listenAddresses[0] ?? '';
  const open = async (wanted: OpenTunnelOptions): Promise<TunnelClient> => {
    const tunnel = await alice.openTunnel(bob.peerId, { address, ...wanted });
    t.after(() => tunnel[Symbol.asyncDispose]());
    return tunnel;
  };
  return { alice, aliceIdentity: identities.alice, bob, server, aliceLog, bobLog, bobMetrics, taken, open };
}

/** The port that a forward of a tunnel listens on. */
export function portOf(tunnel: TunnelClient, index = 0): number {
  return Number(tunnel.status()[index]?.listen?.split(':').at(-1));
}
