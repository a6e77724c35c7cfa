import type { Clock } from '../base/index.ts';
import type { MessageReceiver } from './message-receiver.ts';
import { ACK_STEP_BYTES } from './record-limits.ts';

/** Where acknowledgements are written. */
export interface AckSession {
  readonly isCongested: boolean;
  /** Whether a record is in the making, in which an acknowledgement costs next to nothing. */
  readonly hasWaitingFrames: boolean;
  sendAck(number: number): void;
}

/** Decides when to tell the peer how many messages the application has taken. spec/records §5 */
export class Acknowledger {
  readonly #receiver: Pick<MessageReceiver, 'taken' | 'takenBytes'>;
  readonly #clock: Clock;
  #session: AckSession | undefined;
  #told = 0;
  #toldBytes = 0;
  #scheduled = false;

  constructor(receiver: Pick<MessageReceiver, 'taken' | 'takenBytes'>, clock: Clock) {
    this.#receiver = receiver;
    this.#clock = clock;
  }

  /** Goes on over this session, whose peer may not have heard of what was told before. */
  attach(session: AckSession): void {
    this.#session = session;
    this.#told = 0;
    this.#toldBytes = this.#receiver.takenBytes;
  }

  /** The session is gone: nothing is told until the next. */
  detach(): void {
    this.#session = undefined;
  }

  /** A record was read: tells at once if it costs no record or the peer's window fills, else once for all of this turn. */
  recordRead(): void {
    if (this.#receiver.taken === this.#told) return;
    const bytes = this.#receiver.takenBytes - this.#toldBytes;
    if (this.#session?.hasWaitingFrames === true || bytes >= ACK_STEP_BYTES) this.tell();
    else this.tellLater();
  }

  /** Tells once this turn's input was dealt with. */
  tellLater(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.schedule(0, () => {
      this.#scheduled = false;
      this.tell();
    });
  }

  /** Tells now. A peer that reads nothing gets one acknowledgement later, not a queue of them now. */
  tell(): void {
    const { taken, takenBytes } = this.#receiver;
    if (this.#session === undefined || taken === this.#told || this.#session.isCongested) return;
    this.#told = taken;
    this.#toldBytes = takenBytes;
    this.#session.sendAck(taken);
  }
}
