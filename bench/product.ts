import { type Logger, SecretBytes, silentLogger } from '../src/base/index.ts';
import { StreamlinedSecureClient, TrustStore } from '../src/client/index.ts';
import { nativeBackend } from '../src/crypto/index.ts';
import { type DeviceIdentity, decodeIdentity, encodeIdentity, generateIdentity } from '../src/handshake/index.ts';
import type { Channel, PoolStats } from '../src/network/index.ts';
import type { Json } from './child-process.ts';
import type { Contestant, Link, LinkDialler, LinkServer } from './link.ts';
import { readyKeySource } from './ready-key-source.ts';
import { scratchLogger } from './scratch-logger.ts';

interface ProductCredentials {
  readonly server: string;
  readonly clients: readonly string[];
  readonly serverPeerId: string;
  readonly clientPeerIds: readonly string[];
  /** Whether both sides mix a shared key into every handshake. */
  readonly sharedKeys: boolean;
  /** Whether clients meet a server again in one round trip. */
  readonly recognisePeers: boolean;
  /** Whether the server counts messages, for a line every so many of them; and whether both sides keep a log. */
  readonly log: 'none' | 'silent' | 'kept';
  /** Whether both sides watch themselves as `qforge up` does: metrics, health, history, alerts. */
  readonly monitored: boolean;
}

const PLAIN: ProductWays = { sharedKeys: false, recognisePeers: false, log: 'none', monitored: false };

/** The product, through the interface that applications use. */
export const product: Contestant = productWith('qforge', PLAIN);

/** The product with a key of a simulated quantum link ready for every handshake. */
export const productWithSharedKeys: Contestant = productWith('qforge with shared keys', { ...PLAIN, sharedKeys: true });

/** The product with a log at level info, into which the server writes a line for every 1,000 messages. */
export const productWithLog: Contestant = productWith('qforge with a log', { ...PLAIN, log: 'kept' });

/** The same application, whose lines nobody keeps. */
export const productWithSilentLog: Contestant = productWith('qforge, no log', { ...PLAIN, log: 'silent' });

/** The product that watches itself as `qforge up` does. */
export const productMonitored: Contestant = productWith('qforge, monitored', { ...PLAIN, monitored: true });

/** The product with clients that recognise the server: IKpsk2 from the second handshake on. */
export const productWithKnownPeers: Contestant = productWith('qforge, known peers', { ...PLAIN, recognisePeers: true });

type ProductWays = Pick<ProductCredentials, 'sharedKeys' | 'recognisePeers' | 'log' | 'monitored'>;

function productWith(label: string, ways: ProductWays): Contestant {
  return {
    label,
    makeCredentials: (slots) => makeCredentials(slots, ways),
    listen: (credentials, onLink) => listen(credentials as unknown as ProductCredentials, onLink),
    dial: (credentials, address) => dial(credentials as unknown as ProductCredentials, address),
  };
}

/** One client identity for each connection at once: a client keeps one channel to a peer. */
function makeCredentials(slots: number, ways: ProductWays): { readonly [key: string]: Json } {
  const make = (): DeviceIdentity => generateIdentity(nativeBackend, 'high', Date.now());
  const server = make();
  const clients = Array.from({ length: slots }, make);
  return {
    server: toText(server),
    clients: clients.map(toText),
    serverPeerId: server.peerId,
    clientPeerIds: clients.map((client) => client.peerId),
    ...ways,
  };
}

function toText(identity: DeviceIdentity): string {
  using encoded = encodeIdentity(identity);
  return Buffer.from(encoded.expose()).toString('base64');
}

function fromText(text: string): DeviceIdentity {
  return decodeIdentity(SecretBytes.take(Buffer.from(text, 'base64')), nativeBackend);
}

async function listen(credentials: ProductCredentials, onLink: (link: Link) => void): Promise<LinkServer> {
  const logger = loggerOf(credentials);
  const trust = TrustStore.inMemory();
  for (const [slot, peerId] of credentials.clientPeerIds.entries()) {
    await trust.add({ name: `client-${slot}`, peerId, trusted: true });
  }
  const client = await createClient(credentials, {
    identity: fromText(credentials.server),
    listen: 'tcp://127.0.0.1:0',
    trust,
    ...keySourceOption(credentials, 'server'),
    ...(logger === undefined ? {} : { logger }),
  });
  client.onChannel((channel) => onLink(logger ? new LoggedLink(channel, logger) : new ChannelLink(channel)));
  return { address: client.listenAddresses[0] ?? '', facts: () => factsOf(client) };
}

async function dial(credentials: ProductCredentials, address: string): Promise<LinkDialler> {
  const clients = await Promise.all(
    credentials.clients.map((identity, slot) =>
      createClient(credentials, {
        identity: fromText(identity),
        recognisePeers: credentials.recognisePeers,
        ...keySourceOption(credentials, `client-${slot}`),
        logger: loggerOf(credentials) ?? silentLogger,
      }),
    ),
  );
  return {
    connect: async (slot) => {
      const client = clients[slot % clients.length];
      if (client === undefined) throw new Error('there are no credentials for a client');
      return new ChannelLink(await client.establishSecureChannel(credentials.serverPeerId, { address }));
    },
  };
}

/** Watched if it is to be; what that takes is loaded only then. */
async function createClient(
  { monitored }: ProductCredentials,
  options: Parameters<typeof StreamlinedSecureClient.create>[0],
): Promise<StreamlinedSecureClient> {
  if (!monitored) return StreamlinedSecureClient.create(options);
  const { watchClient, watchRegistry } = await import('./watched-client.ts');
  const registry = watchRegistry();
  const client = await StreamlinedSecureClient.create({ ...options, metrics: registry });
  watchClient(client, registry);
  return client;
}

function loggerOf({ log }: ProductCredentials): Logger | undefined {
  if (log === 'none') return undefined;
  return log === 'kept' ? scratchLogger() : silentLogger;
}

function keySourceOption(
  { sharedKeys }: ProductCredentials,
  endpoint: string,
): Partial<Parameters<typeof StreamlinedSecureClient.create>[0]> {
  return sharedKeys ? { keySource: readyKeySource(endpoint), keyPolicy: 'require-both' } : {};
}

function factsOf(client: StreamlinedSecureClient): Record<string, string | number> {
  const { suites, pool } = client.getSystemStatus();
  const tiers = Object.values(pool);
  const sum = (of: (tier: PoolStats) => number): number => tiers.reduce((total, tier) => total + of(tier), 0);
  const hits = sum((tier) => tier.hits);
  const requests = hits + sum((tier) => tier.misses);
  const released = requests - sum((tier) => tier.inUse);
  return {
    suite: suites[0] ?? 'none',
    'pool requests': requests,
    'pool hit ratio': hits / Math.max(requests, 1),
    'pool reuse ratio': hits / Math.max(released, 1),
  };
}

/** A channel as a link. */
export class ChannelLink implements Link {
  readonly channel: Channel;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  send(message: Uint8Array): boolean {
    return this.channel.post(message);
  }

  flush(): void {
    /* the channel decides when a record is full */
  }

  ready(): Promise<void> {
    return this.channel.ready();
  }

  onMessage(handler: (message: Uint8Array) => void): void {
    // The contract of a link: nobody keeps a message.
    this.channel.onMessage(handler, { lent: true });
  }

  close(): Promise<void> {
    return this.channel.close();
  }
}

/** So many messages make a line. */
const MESSAGES_PER_LINE = 1000;

/** A channel of an application that logs how far it has come. */
class LoggedLink extends ChannelLink {
  readonly #logger: Logger;

  constructor(channel: Channel, logger: Logger) {
    super(channel);
    this.#logger = logger;
  }

  override onMessage(handler: (message: Uint8Array) => void): void {
    let messages = 0;
    super.onMessage((message) => {
      messages += 1;
      if (messages % MESSAGES_PER_LINE === 0) {
        this.#logger.log('info', 'user', 'messages taken', { peer: this.channel.peerId, messages });
      }
      handler(message);
    });
  }
}
