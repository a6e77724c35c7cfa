import type { MessageSocket, MessageSocketHandler } from '../../src/network/message-socket.ts';

/** A socket whose every step a test takes itself. */
export class FakeMessageSocket implements MessageSocket {
  readonly sent: Uint8Array[] = [];
  readonly calls: string[] = [];
  handler: MessageSocketHandler | undefined;
  readonly #unsent: (() => void)[] = [];

  listen(handler: MessageSocketHandler): void {
    this.handler = handler;
  }

  send(message: Uint8Array, onSent: () => void): void {
    this.sent.push(message);
    this.#unsent.push(onSent);
  }

  later(step: () => void): void {
    step();
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  close(): void {
    this.calls.push('close');
  }

  terminate(): void {
    this.calls.push('terminate');
  }

  /** The system takes the oldest message. */
  take(): void {
    this.#unsent.shift()?.();
  }
}
