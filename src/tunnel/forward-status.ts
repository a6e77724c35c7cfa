import type { ChannelLink } from './channel-keeper.ts';
import type { ForwardTraffic } from './forward-counters.ts';

/** One forward of a tunnel as it is now, as plain data. */
export interface ForwardStatus extends ForwardTraffic {
  /** `local` listens at the opener, `remote` at the server; `served` is what a server does for a peer. */
  readonly kind: 'local' | 'remote' | 'served';
  /** The PeerId at the other end. */
  readonly peer: string;
  /** Where it listens, or is to listen once it does, as `host:port` or a path; undefined where this side only dials. */
  readonly listen: string | undefined;
  /**
   * What is dialled; undefined where the peer dials, and for requests of a peer that led to no target: those that were refused, and
   * those beyond the targets that are told apart.
   */
  readonly target: string | undefined;
  /** Whether a connection that comes now is carried at once; if it waits, see docs/spec/tunnel.md §7. */
  readonly state: 'ready' | 'waiting';
  /** How the channel behind it is; undefined where this side serves. */
  readonly channel?: ChannelLink | undefined;
  /** Why it waits, by the code of what failed last; undefined while it is ready, and while nothing has failed. */
  readonly problem?: string | undefined;
}
