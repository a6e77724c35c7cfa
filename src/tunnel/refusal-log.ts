import type { Clock, ErrorCode, QForgeError } from '../base/index.ts';

/** Refusals that are remembered, of all peers together. */
export const MAX_REFUSALS = 50;

/** What a peer wanted, and was not given. */
export interface TunnelRefusal {
  /** Wall-clock time in milliseconds since 1970. */
  readonly atMs: number;
  readonly peer: string;
  /** To have an address dialled, or listened on. */
  readonly wish: 'connect' | 'listen';
  /** As the peer asked for it: `host:port` or a path. */
  readonly address: string;
  readonly code: ErrorCode;
}

/** Rules and limits refuse; a target that does not answer is a failure, and none of this side. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['FORWARD_NOT_ALLOWED', 'FORWARD_PUBLIC', 'TUNNEL_BUSY']);

/** Remembers what peers were refused lately, for whoever looks after the rules. */
export class RefusalLog {
  readonly #clock: Clock;
  readonly #entries: TunnelRefusal[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was refused, the latest first. */
  get entries(): readonly TunnelRefusal[] {
    return this.#entries.toReversed();
  }

  /** Remembers a failure if it was a refusal; a listener that could not be made is one, whatever stood in its way. */
  note({ code }: QForgeError, what: Pick<TunnelRefusal, 'peer' | 'wish' | 'address'>): void {
    if (what.wish === 'connect' && !REFUSALS.has(code)) return;
    this.#entries.push({ atMs: this.#clock.wallMs(), ...what, code });
    if (this.#entries.length > MAX_REFUSALS) this.#entries.shift();
  }
}
