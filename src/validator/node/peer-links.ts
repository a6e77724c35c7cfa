/** The other validators, as messages go to them. Peers are named by their PeerIds. */
export interface PeerLinks {
  /** Those that can be reached now. */
  connected(): readonly string[];
  /** Sends, or drops what the peer cannot take now: it is told everything again when it can. */
  send(peer: string, message: Uint8Array): void;
}
