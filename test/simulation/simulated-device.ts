import { isQForgeError, silentLogger, silentMetrics } from '../../src/base/index.ts';
import type { DeviceIdentity } from '../../src/handshake/index.ts';
import { type Channel, type ChannelStream, NetworkComms } from '../../src/network/index.ts';
import type { Chances } from './chances.ts';
import { numberedMessage, numberOf } from './numbered-messages.ts';
import { identities, type Name, withChances } from './simulated-identity.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** Failures that a network may cause. Any other code, and any other error, is a fault of the code. */
const NETWORK_FAILURES: ReadonlySet<string> = new Set([
  'CHANNEL_CLOSED',
  'CHANNEL_RECONNECTING',
  'CHANNEL_TRUNCATED',
  'CONNECTION_LOST',
  'CONNECTION_REFUSED',
  'HANDSHAKE_FAILED',
  'HANDSHAKE_REFUSED',
  'HANDSHAKE_TIMEOUT',
  'HOST_UNREACHABLE',
  'MALFORMED',
  'PEER_REFUSED',
  'RECORD_INVALID',
  'STREAM_ENDED',
  'STREAM_RESET',
]);

/** Comes between a channel and its application: what a broken channel would do. For tests of the checks. */
export type Sabotage = (message: Uint8Array, take: (message: Uint8Array) => void) => void;

/** What a device is made with. */
export interface DeviceParts {
  readonly name: Name;
  readonly peer: Name;
  readonly seed: number;
  readonly time: SimulatedTime;
  readonly network: SimulatedNetwork;
  readonly report: (violation: string) => void;
  readonly sabotage: Sabotage;
  readonly chances: Chances;
}

/** One side: its network, what it has sent, and what its application was handed. */
export class SimulatedDevice {
  readonly name: Name;
  readonly peer: Name;
  readonly comms: NetworkComms;
  readonly received = new Set<number>();
  readonly resolved = new Set<number>();
  readonly failures = new Map<string, number>();
  sent = 0;
  /** Streams of the peer that were read to their end. */
  streamsRead = 0;
  #nextNumber = 0;
  readonly #seed: number;
  readonly #report: (violation: string) => void;
  readonly #sabotage: Sabotage;
  readonly #known = new WeakSet<Channel>();

  constructor(parts: DeviceParts) {
    const { name, peer, time, network } = parts;
    this.name = name;
    this.peer = peer;
    this.#seed = parts.seed;
    this.#report = parts.report;
    this.#sabotage = parts.sabotage;
    this.comms = new NetworkComms({
      backend: withChances(parts.chances),
      identity: identities[name],
      policy: 'require-pqc',
      keySource: undefined,
      clock: time,
      logger: silentLogger,
      metrics: silentMetrics,
      // Whoever used a buffer that was given back would have nothing in hand.
      pool: { debug: true },
      authorize: () => Promise.resolve(),
      addressOf: () => `memory://${peer}`,
      transports: [network],
    });
    this.comms.onChannel((channel) => this.#listenTo(channel));
  }

  get #peerId(): DeviceIdentity['peerId'] {
    return identities[this.peer].peerId;
  }

  async listen(): Promise<void> {
    await this.comms.listen(`memory://${this.name}`);
  }

  /**
   * Whether the peer's application took it. To find no channel is counted, if the network explains it; a message that a channel
   * has taken must arrive, whatever happens to its connections.
   */
  async send(length: number): Promise<boolean> {
    this.sent += 1;
    const channel = await this.#channel();
    if (channel === undefined) return false;
    // Numbered in the order of sending, whatever came between.
    const number = this.#nextNumber++;
    try {
      await channel.send(numberedMessage(this.#seed, number, length));
      this.resolved.add(number);
      return true;
    } catch (error) {
      this.#report(`${this.name}'s message ${number} was lost by its channel: ${String(error)}`);
      return false;
    }
  }

  async #channel(): Promise<Channel | undefined> {
    try {
      const channel = await this.comms.connect(this.#peerId, `memory://${this.peer}`);
      this.#listenTo(channel);
      return channel;
    } catch (error) {
      this.#countFailure(error);
      return undefined;
    }
  }

  /** Streams a numbered message to the peer; whether the peer has read it, only the peer knows. */
  async stream(number: number, length: number): Promise<void> {
    try {
      const channel = await this.comms.connect(this.#peerId, `memory://${this.peer}`);
      this.#listenTo(channel);
      const stream = channel.openStream(streamHeader(number, length));
      await stream.write(numberedMessage(this.#seed, number, length));
      await stream.end();
    } catch (error) {
      this.#countFailure(error);
    }
  }

  #countFailure(error: unknown): void {
    const code = isQForgeError(error) ? error.code : 'untyped';
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
    if (!NETWORK_FAILURES.has(code)) this.#report(`${this.name}: a promise failed with ${code}: ${String(error)}`);
  }

  #listenTo(channel: Channel): void {
    if (this.#known.has(channel)) return;
    this.#known.add(channel);
    if (channel.peerId !== this.#peerId) this.#report(`${this.name} has a channel to ${channel.peerId}`);
    let last = -1;
    const take = (message: Uint8Array): void => {
      const number = numberOf(this.#seed, message);
      if (number === undefined) return this.#report(`${this.name} was handed wrong bytes`);
      if (this.received.has(number)) this.#report(`${this.name} was handed message ${number} twice`);
      else if (number < last) this.#report(`${this.name} was handed message ${number} after ${last}`);
      this.received.add(number);
      last = number;
    };
    channel.onMessage((message) => this.#sabotage(message, take));
    channel.onStream((stream) => void this.#readStream(stream));
    void channel.closed.then((failure) => {
      if (failure !== undefined && !NETWORK_FAILURES.has(failure.code)) {
        this.#report(`${this.name}: a channel ended with ${failure.code}`);
      }
    });
  }

  /** What comes must be the beginning of what was sent, and all of it if the stream ends well. */
  async #readStream(stream: ChannelStream): Promise<void> {
    const [number, length] = streamPlan(stream.header);
    const chunks: Uint8Array[] = [];
    let endedWell = false;
    try {
      for await (const bytes of stream) chunks.push(bytes.slice());
      await stream.end();
      endedWell = true;
    } catch (error) {
      this.#countFailure(error);
    }
    const expected = numberedMessage(this.#seed, number, length);
    const actual = Buffer.concat(chunks);
    if (endedWell) this.streamsRead += 1;
    const isRight = actual.equals(expected.subarray(0, endedWell ? expected.length : actual.length));
    if (!isRight)
      this.#report(`${this.name} read ${actual.length} bytes of stream ${number} that are not as they were written`);
  }
}

/** A stream's header says which message it carries, and how long that is. */
function streamHeader(number: number, length: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, number);
  header.setUint32(4, length);
  return new Uint8Array(header.buffer);
}

function streamPlan(header: Uint8Array): readonly [number: number, length: number] {
  const view = new DataView(header.buffer, header.byteOffset);
  return [view.getUint32(0), view.getUint32(4)];
}
