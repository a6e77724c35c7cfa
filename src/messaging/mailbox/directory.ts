/** The prekeys of a peer that are new in the directory. spec/mailboxes §3 */
export interface PrekeyPublication {
  /** Replaces the last-resort prekey. */
  readonly lastResort?: DirectoryPrekey;
  /** Are added to the one-time prekeys that are there; IDs that are there already are passed over. */
  readonly oneTime?: readonly DirectoryPrekey[];
}

/** A signed prekey as a directory holds it: it does not look inside. */
export interface DirectoryPrekey {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly signedPrekey: Uint8Array;
  /** Wall-clock time from which on it is given to nobody. */
  readonly expiresAtMs: number;
}

/**
 * Where the signed prekeys of peers are, by PeerId. spec/mailboxes §3
 *
 * Nobody has to trust it: prekeys are signed by their owners and checked by who fetches them. A promise of `publish` resolves when
 * everything is durable. Errors as those of `MailboxStore`.
 */
export interface Directory extends AsyncDisposable {
  /** Rejects with `MAIL_QUOTA` if there would be more than `MAX_ONE_TIME_PREKEYS` of a peer. */
  publish(owner: string, publication: PrekeyPublication): Promise<void>;
  /**
   * A signed prekey of a peer: a one-time prekey, which is removed and given to nobody else, or the last-resort prekey when there is
   * none left; undefined if the directory does not know the peer.
   */
  take(owner: string): Promise<Uint8Array | undefined>;
  /** How many one-time prekeys of a peer are left. */
  remaining(owner: string): Promise<number>;
  /** Removes all prekeys of a peer. */
  withdraw(owner: string): Promise<void>;
}
