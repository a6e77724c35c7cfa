/** Messages to everybody who listens to a subject, such as validators to each other. spec/mailboxes §4 */
export interface Broadcast extends AsyncDisposable {
  /**
   * Publishes durably under a stable ID: the same ID again, within the duplicate window, is published once. Who publishes must sign
   * what it publishes; the engine proves nothing. Rejects with `SEALED_TOO_LARGE` and the errors of `MailboxStore`.
   */
  publish(subject: string, id: string, bytes: Uint8Array): Promise<void>;
  /**
   * Hears a subject from `after` on (a position from an earlier message; by default from now), each message at least once, in order.
   * The next one comes when the promise of the handler has resolved. Resolves to what stops that.
   */
  subscribe(
    subject: string,
    handler: (message: BroadcastMessage) => Promise<void>,
    options?: { readonly after?: number },
  ): Promise<() => Promise<void>>;
}

/** One message of a subject. */
export interface BroadcastMessage {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** Grows with every message of the subject. */
  readonly position: number;
}
