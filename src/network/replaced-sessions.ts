import { type Clock, QForgeError, type ScheduledCall } from '../base/index.ts';
import type { ChannelSession } from './channel-session.ts';

/** How long streams of a session that another has replaced may go on. spec/records §9 */
export const DRAIN_LIMIT_MS = 3_600_000;

/** What is asked of a session that was replaced. */
export type ReplacedSession = Pick<ChannelSession, 'hasStreams' | 'close' | 'abort'>;

/** The sessions of a channel that another has replaced: their streams may end there, within a limit. spec/records §9 */
export class ReplacedSessions<Session extends ReplacedSession> {
  readonly #clock: Clock;
  readonly #peerId: string;
  readonly #limits = new Map<Session, ScheduledCall>();

  constructor(clock: Clock, peerId: string) {
    this.#clock = clock;
    this.#peerId = peerId;
  }

  /** In the order in which they were replaced. */
  get all(): readonly Session[] {
    return [...this.#limits.keys()];
  }

  add(session: Session): void {
    const reason = new QForgeError('CONNECTION_LOST', {
      peer: this.#peerId,
      reason: 'another session has replaced it',
    });
    this.#limits.set(
      session,
      this.#clock.schedule(DRAIN_LIMIT_MS, () => session.abort(reason)),
    );
  }

  /** The session is over, or never was among these. */
  remove(session: Session): void {
    this.#limits.get(session)?.cancel();
    this.#limits.delete(session);
  }

  /** Closes those that have no streams. */
  closeDrained(): void {
    for (const session of this.all) if (!session.hasStreams) session.close();
  }

  close(): void {
    for (const session of this.all) session.close();
  }

  abort(reason: QForgeError): void {
    for (const session of this.all) session.abort(reason);
  }
}
