import { assert, type Connection, type ConnectionHandler, QForgeError } from '../../src/base/index.ts';
import { type QueueMarks, queueMarks } from '../../src/network/queue-marks.ts';
import type { Chances } from './chances.ts';
import type { NetworkConditions } from './network-conditions.ts';
import { SimulatedLink } from './simulated-link.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** How long a system tries before it gives a connection up, with keep-alive probes where nothing is sent. */
export const GIVE_UP_MS = 120_000;

/** How often an end looks whether the network answers. */
const PROBE_MS = 1000;

/** One end of a simulated connection. */
export class SimulatedConnection implements Connection {
  readonly remoteAddress: string;
  readonly #pair: SimulatedPair;
  readonly #incoming: SimulatedLink;
  readonly #outgoing: SimulatedLink;
  #handler: ConnectionHandler | undefined;
  #paused = false;
  #ending = false;
  /** The other end sends no more. */
  inputEnded = false;
  #gone = false;
  #error: QForgeError | undefined;

  constructor(remoteAddress: string, pair: SimulatedPair, incoming: SimulatedLink, outgoing: SimulatedLink) {
    this.remoteAddress = remoteAddress;
    this.#pair = pair;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  get queuedBytes(): number {
    return this.#outgoing.queuedBytes;
  }

  get handler(): ConnectionHandler | undefined {
    return this.#handler;
  }

  attach(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, 'a connection has one handler');
    this.#handler = handler;
    if (this.#gone) this.#pair.time.schedule(0, () => handler.onClose(this.#error));
    else this.#incoming.setReading(!this.#paused);
  }

  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    assert(!this.#ending, 'nothing is written after end()');
    return this.#gone ? false : this.#outgoing.write(bytes, onWritten);
  }

  pause(): void {
    this.#paused = true;
    this.#incoming.setReading(false);
  }

  resume(): void {
    this.#paused = false;
    this.#incoming.setReading(this.#handler !== undefined);
  }

  end(): void {
    if (this.#ending || this.#gone) return;
    this.#ending = true;
    this.#outgoing.end();
  }

  destroy(): void {
    if (this.#gone) return;
    this.finish();
    this.#pair.reset(this, 'the other side reset it');
  }

  /** This end is over; the handler hears of it in an event of its own. */
  finish(reason?: string): void {
    if (this.#gone) return;
    this.#gone = true;
    if (reason !== undefined) this.#error = new QForgeError('CONNECTION_LOST', { peer: this.remoteAddress, reason });
    this.#incoming.drop();
    this.#outgoing.abandon();
    const handler = this.#handler;
    if (handler !== undefined) this.#pair.time.schedule(0, () => handler.onClose(this.#error));
  }
}

/** What a pair of ends is made with. */
export interface PairParts {
  readonly time: SimulatedTime;
  readonly chances: Chances;
  readonly conditions: () => NetworkConditions;
  readonly marks: Partial<QueueMarks>;
  /** What the dialler calls the listener, and the other way round. */
  readonly names: readonly [string, string];
}

/** Both ends of one simulated connection, and what may happen to it. */
export class SimulatedPair {
  readonly time: SimulatedTime;
  readonly dialler: SimulatedConnection;
  readonly accepted: SimulatedConnection;
  /** The two directions: what the dialler sends, and what it receives. */
  readonly forth: SimulatedLink;
  readonly back: SimulatedLink;
  readonly #parts: PairParts;
  #darkSinceMs: number | undefined;

  constructor(parts: PairParts) {
    this.#parts = parts;
    this.time = parts.time;
    const link = { ...parts, marks: queueMarks(parts.marks) };
    this.forth = new SimulatedLink({ ...link, chances: parts.chances.fork() });
    this.back = new SimulatedLink({ ...link, chances: parts.chances.fork() });
    this.dialler = new SimulatedConnection(parts.names[0], this, this.back, this.forth);
    this.accepted = new SimulatedConnection(parts.names[1], this, this.forth, this.back);
    this.#join(this.forth, this.dialler, this.accepted);
    this.#join(this.back, this.accepted, this.dialler);
    this.#probe();
  }

  get isGone(): boolean {
    return this.dialler.isGone && this.accepted.isGone;
  }

  /** The conditions have changed. */
  wake(): void {
    this.forth.wake();
    this.back.wake();
  }

  /** Breaks the connection: both ends hear it, each in its own time. */
  cut(): void {
    for (const end of [this.dialler, this.accepted]) {
      this.#later(() => end.finish('the network broke it'));
    }
    this.forth.drop();
    this.back.drop();
  }

  /** One end is gone; the other hears of it when the network lets it. */
  reset(from: SimulatedConnection, reason: string): void {
    const other = from === this.dialler ? this.accepted : this.dialler;
    this.#later(() => other.finish(reason));
  }

  /** After the network's latency, or once it is no longer dark. */
  #later(step: () => void): void {
    const { conditions, chances } = this.#parts;
    const { dark, latencyMs } = conditions();
    const delayMs = dark ? PROBE_MS : chances.between(...latencyMs);
    this.time.schedule(delayMs, dark ? () => this.#later(step) : step);
  }

  #join(link: SimulatedLink, writer: SimulatedConnection, reader: SimulatedConnection): void {
    link.connect({
      onData: (bytes) => reader.handler?.onData(bytes),
      onDrain: () => writer.handler?.onDrain(),
      onCut: () => this.cut(),
      onEnd: () => {
        reader.inputEnded = true;
        reader.handler?.onEnd();
        if (!writer.inputEnded) return;
        reader.finish();
        writer.finish();
      },
    });
  }

  /** A system without an answer for long enough gives up: so no connection hangs for ever. */
  #probe(): void {
    if (this.isGone) return;
    const nowMs = this.time.monotonicMs();
    this.#darkSinceMs = this.#parts.conditions().dark ? (this.#darkSinceMs ?? nowMs) : undefined;
    if (this.#darkSinceMs !== undefined && nowMs - this.#darkSinceMs >= GIVE_UP_MS) {
      for (const end of [this.dialler, this.accepted]) end.finish('there was no answer in time (ETIMEDOUT)');
      return;
    }
    this.time.schedule(PROBE_MS, () => this.#probe());
  }
}
