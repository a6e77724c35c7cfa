import type { DeadLetterReason } from './dead-letter.ts';

/** Which message of which mailbox an event is about. */
export interface MailFacts {
  readonly recipient: string;
  readonly sender: string;
  readonly id: string;
}

/**
 * Why a deposit was refused. spec/mailboxes §8
 *
 * `quota`: too much of this sender waits. `full`: the store has no room. `too-large`: the envelope is too long. `expired`: its time is over.
 */
export type MailRefusal = 'quota' | 'full' | 'too-large' | 'expired';

/**
 * What this process does with mailboxes; `atMs` is wall-clock time. spec/mailboxes §8
 *
 * What other processes do to the same store is theirs to tell. A message that expires in a mailbox is `mail-dead-lettered` with that reason.
 */
export type MailboxEvent = { readonly atMs: number } & MailFacts &
  (
    | { readonly type: 'mail-stored'; readonly bytes: number; readonly expiresAtMs: number }
    | { readonly type: 'mail-refused'; readonly bytes: number; readonly reason: MailRefusal }
    | { readonly type: 'mail-collected'; readonly bytes: number; readonly deliveries: number }
    | { readonly type: 'mail-acknowledged' }
    | { readonly type: 'mail-dead-lettered'; readonly bytes: number; readonly reason: DeadLetterReason }
  );
