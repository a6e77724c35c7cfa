import { EventEmitter, once } from 'node:events';
import type { Connection, ConnectionHandler } from '../../src/base/index.ts';

/** A handler that copies and remembers everything a connection reports, in order. */
export class RecordingHandler implements ConnectionHandler {
  readonly events: string[] = [];
  receivedBytes = 0;
  closeError: Error | undefined;
  closeCount = 0;
  ended = false;
  drainCount = 0;
  /** Called for each arrival, before it is recorded. */
  onArrival: (bytes: Uint8Array) => void = () => undefined;
  readonly #chunks: Uint8Array[] = [];
  readonly #signals = new EventEmitter().setMaxListeners(0);

  onData(bytes: Uint8Array): void {
    this.onArrival(bytes);
    if (this.events.at(-1) !== 'data') this.events.push('data');
    this.#chunks.push(bytes.slice());
    this.receivedBytes += bytes.length;
    this.#signals.emit('change');
  }

  onDrain(): void {
    this.drainCount += 1;
    this.#signals.emit('change');
  }

  onEnd(): void {
    this.events.push('end');
    this.ended = true;
    this.#signals.emit('change');
  }

  onClose(error?: Error): void {
    this.events.push(error === undefined ? 'close' : 'close with error');
    this.closeCount += 1;
    this.closeError = error;
    this.#signals.emit('change');
  }

  received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#signals, 'change');
  }

  async untilReceived(bytes: number): Promise<Buffer> {
    await this.until(() => this.receivedBytes >= bytes);
    return this.received();
  }

  async untilClosed(): Promise<void> {
    await this.until(() => this.closeCount > 0);
  }
}

/** A recorder, attached. */
export function record(connection: Connection): RecordingHandler {
  const handler = new RecordingHandler();
  connection.attach(handler);
  return handler;
}

/** Long enough for anything already under way in this process and the system to arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
