import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { type Clock, systemClock, utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';
import { type Refusal, SealedNats, type SealedNatsMessage, type SealedNatsOptions } from '../../src/nats/index.ts';
import { RecordingMetrics } from '../resilience/recording-sinks.ts';
import { until } from '../until.ts';
import { PlainServer } from './plain-server.ts';

/** One server for all tests of a file, started by the first that asks. */
export function sharedServer(): () => Promise<PlainServer> {
  let starting: Promise<PlainServer> | undefined;
  after(async () => (await starting)?.stop());
  return () => (starting ??= PlainServer.start());
}

/** A clock that can be put forward and back. */
export class ShiftedClock implements Clock {
  shiftMs = 0;
  wallMs(): number {
    return systemClock.wallMs() + this.shiftMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs();
  }

  schedule(delayMs: number, callback: () => void): ReturnType<Clock['schedule']> {
    return systemClock.schedule(delayMs, callback);
  }
}

/** A new identity. */
export function newIdentity(): DeviceIdentity {
  return generateIdentity(nativeBackend, 'high', systemClock.wallMs());
}

/** A device with a connection of its own. */
export class SealedDevice implements AsyncDisposable {
  readonly identity: DeviceIdentity;
  readonly connection: NatsConnection;
  readonly sealed: SealedNats;
  readonly clock: ShiftedClock;
  readonly metrics: RecordingMetrics;
  readonly refusals: Refusal[] = [];

  private constructor(parts: Pick<SealedDevice, 'identity' | 'connection' | 'sealed' | 'clock' | 'metrics'>) {
    this.identity = parts.identity;
    this.connection = parts.connection;
    this.sealed = parts.sealed;
    this.clock = parts.clock;
    this.metrics = parts.metrics;
    this.sealed.onRefused((refusal) => this.refusals.push(refusal));
  }

  /** Opens a device; all are welcome unless it is said otherwise. */
  static async join(server: PlainServer, options: Partial<SealedNatsOptions> = {}): Promise<SealedDevice> {
    const connection = await connect({ servers: server.url });
    const [clock, metrics, identity] = [new ShiftedClock(), new RecordingMetrics(), options.identity ?? newIdentity()];
    const welcomes = (): boolean => true;
    const surroundings = { connection, clock, metrics, welcomes, vault: ':memory:', ...options, identity };
    return new SealedDevice({ connection, clock, metrics, identity, sealed: await SealedNats.open(surroundings) });
  }

  get peerId(): string {
    return this.identity.peerId;
  }

  /** What was refused, by reason, once so many were. */
  async reasons(count: number): Promise<readonly string[]> {
    await until(() => this.refusals.length >= count, { found: () => this.refusals });
    return this.refusals.map(({ reason }) => reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sealed[Symbol.asyncDispose]();
    await this.connection.close();
  }
}

/** A client with all rights on the server, which keeps what it sees. */
export class Mallory implements AsyncDisposable {
  readonly connection: NatsConnection;
  readonly seen: Pick<Msg, 'subject' | 'reply' | 'data'>[] = [];

  private constructor(connection: NatsConnection) {
    this.connection = connection;
  }

  static async join(server: PlainServer): Promise<Mallory> {
    const mallory = new Mallory(await connect({ servers: server.url }));
    mallory.connection.subscribe('>', {
      callback: (_, { subject, reply, data }) => {
        mallory.seen.push({ subject, data: Uint8Array.from(data), ...(reply === undefined ? {} : { reply }) });
      },
    });
    await mallory.connection.flush();
    return mallory;
  }

  /** What was published on a subject, once there is so much. */
  async on(subject: string, count = 1): Promise<readonly Uint8Array[]> {
    for (;;) {
      const found = this.seen.filter((message) => message.subject === subject);
      if (found.length >= count) return found.map(({ data }) => data);
      await delay(5);
    }
  }

  async publish(subject: string, data: Uint8Array): Promise<void> {
    this.connection.publish(subject, data);
    await this.connection.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.connection.close();
  }
}

/** Opens in the background whatever comes; what was opened so far is in the list. */
export async function collect(device: SealedDevice, subject: string, queue?: string): Promise<SealedNatsMessage[]> {
  const opened: SealedNatsMessage[] = [];
  const subscription = await device.sealed.subscribe(subject, queue === undefined ? {} : { queue });
  const read = async (): Promise<void> => {
    for await (const message of subscription) opened.push(message);
  };
  void read();
  return opened;
}

/** Text of a message. */
export const textOf = ({ data }: Pick<SealedNatsMessage, 'data'>): string => Buffer.from(data).toString();

/** Bytes of a text. */
export const bytesOf = utf8;
