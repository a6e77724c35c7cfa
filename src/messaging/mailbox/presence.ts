/** Who is there, as far as peers have said so lately. A hint for whom to reach directly; never a proof. spec/mailboxes §4 */
export interface Presence extends AsyncDisposable {
  /** Says that a peer is there, for so long; again before that is over, to stay. `address` is where it can be reached, if anywhere. */
  announce(peerId: string, forMs: number, address?: string): Promise<void>;
  /** Says that it leaves. */
  leave(peerId: string): Promise<void>;
  /** What it said last, unless that is over. */
  find(peerId: string): Promise<PresentPeer | undefined>;
  /** Everybody who is there, at most `MAX_PRESENT`. */
  list(): Promise<readonly PresentPeer[]>;
}

/** A peer that has said it is there. */
export interface PresentPeer {
  readonly peerId: string;
  readonly address: string | undefined;
  /** Wall-clock time. */
  readonly untilMs: number;
}
