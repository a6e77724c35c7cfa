/** A way to one neighbour, for frames in order: a channel, or a simulation of one. */
export interface RouterLink {
  /** PeerId of the neighbour, which the link has authenticated. */
  readonly peerId: string;
  /** Sends a frame. The bytes are lent: a link copies them before it returns. What the link cannot carry any more is lost with it. */
  post(frame: Uint8Array): void;
  /** Ends the link. */
  close(reason: string): void;
}

/** What a router does with a link that was attached to it. */
export interface AttachedLink {
  /** The neighbour has sent a frame. */
  receive(unverified: Uint8Array): void;
  /** The link is gone. */
  lost(): void;
}
