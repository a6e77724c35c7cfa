import { type Clock, QForgeError } from '../base/index.ts';
import type { MessageSocket, MessageSocketHandler } from '../network/index.ts';

/** How often a browser is asked how much it still holds: it does not tell by itself. */
const POLL_MS = 5;

/** A goodbye by agreement, or one without a number. RFC 6455 §7.4.1 */
const AGREED_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** What is used of the platform's WebSocket, which is open. */
export type PlatformSocket = Pick<WebSocket, 'addEventListener' | 'binaryType' | 'bufferedAmount' | 'close' | 'send'>;

interface UnsentMessage {
  /** Bytes handed to the platform up to its end. */
  readonly endsAt: number;
  readonly onSent: () => void;
}

/** An open WebSocket of the platform as a {@link MessageSocket}. It cannot pause: what comes meanwhile is kept by the connection. */
export class BrowserMessageSocket implements MessageSocket {
  readonly #socket: PlatformSocket;
  readonly #peer: string;
  readonly #clock: Clock;
  readonly #unsent: UnsentMessage[] = [];
  #handedOver = 0;
  #polling = false;
  #closed = false;
  #error: QForgeError | undefined;

  constructor(socket: PlatformSocket, peer: string, clock: Clock) {
    this.#socket = socket;
    this.#peer = peer;
    this.#clock = clock;
    socket.binaryType = 'arraybuffer';
  }

  listen(handler: MessageSocketHandler): void {
    this.#socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) handler.onMessage(new Uint8Array(data));
      else this.#refuseText();
    });
    this.#socket.addEventListener('close', ({ code }: CloseEvent) => {
      this.#closed = true;
      handler.onClose(this.#error ?? this.#errorOf(code));
    });
  }

  send(message: Uint8Array<ArrayBuffer>, onSent: () => void): void {
    this.#socket.send(message);
    this.#handedOver += message.length;
    this.#unsent.push({ endsAt: this.#handedOver, onSent });
    if (!this.#polling) this.#pollAfter(0);
  }

  later(step: () => void): void {
    this.#clock.schedule(0, step);
  }

  pause(): void {
    // The platform has no way to do it.
  }

  resume(): void {
    // Nothing was paused.
  }

  close(): void {
    this.#socket.close(1000);
  }

  terminate(): void {
    this.#closed = true;
    this.#socket.close();
  }

  #pollAfter(delayMs: number): void {
    this.#polling = true;
    this.#clock.schedule(delayMs, () => {
      this.#polling = false;
      this.#reportSent();
      if (this.#unsent.length > 0 && !this.#closed) this.#pollAfter(POLL_MS);
    });
  }

  #reportSent(): void {
    const taken = this.#handedOver - this.#socket.bufferedAmount;
    for (let first = this.#unsent[0]; first !== undefined && first.endsAt <= taken; first = this.#unsent[0]) {
      this.#unsent.shift();
      if (!this.#closed) first.onSent();
    }
  }

  #refuseText(): void {
    this.#error ??= new QForgeError('CONNECTION_LOST', { peer: this.#peer, reason: 'it sent text' });
    this.#socket.close();
  }

  #errorOf(code: number): QForgeError | undefined {
    if (AGREED_CODES.has(code)) return undefined;
    const reason = code === 1006 ? 'it closed without a goodbye' : `it closed with WebSocket code ${code}`;
    return new QForgeError('CONNECTION_LOST', { peer: this.#peer, reason });
  }
}
