/**
 * Why a message was not delivered. spec/mailboxes §5
 *
 * `expired`: nobody collected it in time. `damaged`: it does not open. `not-for-us`: it names another recipient. `suite-unknown`: it
 * names a suite that the recipient does not have. `prekey-gone`: its prekey was used or rotated away. `replayed`: it was taken
 * before. `sender-unwelcome`: the recipient does not know or trust its sender.
 */
export const deadLetterReasons = [
  'expired',
  'damaged',
  'not-for-us',
  'suite-unknown',
  'prekey-gone',
  'replayed',
  'sender-unwelcome',
] as const;

/** One of the reasons. */
export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** What is left of a message that was not delivered: everything but its bytes, which nobody can read. */
export interface DeadLetter {
  readonly sender: string;
  readonly id: string;
  readonly recipient: string;
  readonly bytes: number;
  readonly reason: DeadLetterReason;
  readonly diedAtMs: number;
}
