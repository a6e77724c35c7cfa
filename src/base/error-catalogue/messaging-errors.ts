import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of sealed messages, mailboxes and routes carry. */
export interface MessagingErrorDetails {
  SEALED_INVALID: { reason: string };
  SEALED_SUITE_UNKNOWN: { suite: number };
  SEALED_NOT_FOR_US: { recipient: string };
  SEALED_EXPIRED: { id: string };
  SEALED_REPLAYED: { id: string };
  SEALED_TOO_LARGE: { bytes: number; limitBytes: number };
  PREKEY_INVALID: { peer: string; reason: string };
  PREKEY_MISSING: { peer: string };
  PREKEY_GONE: { id: string };
  REPLAY_LIST_FULL: { peer: string; limit: number };
  SIGNING_KEY_AWAY: { peer: string };
  OUTBOX_FULL: { limit: string };
  OUTBOX_DAMAGED: { id: string };
  MAIL_QUOTA: { recipient: string; limit: string };
  MAIL_STORE_FULL: { engine: string; reason: string };
  MAIL_STORE_DAMAGED: { engine: string; reason: string };
  MAIL_STORE_UNAVAILABLE: { engine: string; reason: string };
  MAIL_STORE_DENIED: { engine: string; reason: string };
  MAIL_ENGINE_INVALID: { engine: string; reason: string };
  ROUTE_NONE: { peer: string };
  ROUTE_FAILED: { peer: string; reason: string };
}

const { failure, file, identity, network, security, trust, usage } = EXIT_CODES;

/** The errors of sealed messages, mailboxes and routes. */
export const messagingErrors: ErrorEntries<MessagingErrorDetails> = {
  SEALED_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The sealed message is refused: ${d.reason}.`,
    hint: 'It was damaged or made up on its way; ask the sender to send it again.',
  },
  SEALED_SUITE_UNKNOWN: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The sealed message names suite ${d.suite}, which is unknown here.`,
    hint: 'Update this side, or let the sender use a suite that both know.',
  },
  SEALED_NOT_FOR_US: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The sealed message is for ${d.recipient}.`,
    hint: 'It came to the wrong mailbox; nothing on this side can open it.',
  },
  SEALED_EXPIRED: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `Message ${d.id} has expired.`,
    hint: 'Ask the sender to send it again with a later expiry, and check the clocks of both sides.',
  },
  SEALED_REPLAYED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `Message ${d.id} has been taken before.`,
    hint: 'It is dropped. If this comes often, something between the two sides repeats messages.',
  },
  SEALED_TOO_LARGE: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The message has ${d.bytes} bytes; a sealed message takes ${d.limitBytes}.`,
    hint: 'Send it as a file over a channel, or in parts.',
  },
  PREKEY_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `A prekey of ${d.peer} is refused: ${d.reason}.`,
    hint: 'The directory may be lying: fetch it again from another one, or ask the peer to publish anew.',
  },
  PREKEY_MISSING: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The directory holds no prekey of ${d.peer} that is valid now.`,
    hint: 'The peer has to be online once, to publish prekeys, before it can be sent to while it is away.',
  },
  PREKEY_GONE: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The private half of prekey ${d.id} is not here.`,
    hint: 'It was used once, or rotated away, and is erased: nobody can open the message. Ask the sender to send it again.',
  },
  REPLAY_LIST_FULL: {
    errorClass: 'performance',
    exitCode: failure,
    sentence: (d) => `${d.limit} unexpired messages of ${d.peer} have been taken; no more are until some expire.`,
    hint: 'The message stays in the mailbox. Let the sender use shorter expiries.',
  },
  SIGNING_KEY_AWAY: {
    errorClass: 'usage',
    exitCode: identity,
    sentence: (d) => `The signing key of ${d.peer} is kept elsewhere, and sealed messages must be signed.`,
    hint: 'Use the key file that holds the signing key.',
  },
  OUTBOX_FULL: {
    errorClass: 'resource',
    exitCode: failure,
    sentence: (d) => `The outbox of this device takes no more: ${d.limit} are not confirmed by their recipients.`,
    hint: 'Nothing was sent. See "qforge mail outbox", wait until recipients have collected their mail, or give messages up.',
  },
  OUTBOX_DAMAGED: {
    errorClass: 'critical',
    exitCode: file,
    sentence: (d) => `Message ${d.id} of the outbox was changed on the disk and is not sent any more.`,
    hint: 'Whether it has arrived is not known: ask its recipient, or send it again. Look into why the file was changed.',
  },
  MAIL_QUOTA: {
    errorClass: 'performance',
    exitCode: failure,
    sentence: (d) => `The mailbox of ${d.recipient} takes no more from this sender: ${d.limit}.`,
    hint: 'Nothing was stored. Try again when the recipient has collected its mail.',
  },
  MAIL_STORE_FULL: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The mail store ${d.engine} is full: ${d.reason}.`,
    hint: 'Nothing was stored, and nothing stored is lost. Free space, or raise the limit of the store.',
  },
  MAIL_STORE_DAMAGED: {
    errorClass: 'critical',
    exitCode: file,
    sentence: (d) => `The mail store ${d.engine} cannot be read: ${d.reason}.`,
    hint: 'Restore it from a backup, or move it away to begin a new one.',
  },
  MAIL_STORE_UNAVAILABLE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The mail store ${d.engine} does not answer: ${d.reason}.`,
    hint: 'Nothing that was acknowledged is lost. Check that it runs and can be reached, then try again.',
  },
  MAIL_STORE_DENIED: {
    errorClass: 'security',
    exitCode: trust,
    sentence: (d) => `The mail store ${d.engine} refuses: ${d.reason}.`,
    hint: 'Check the credentials, and that they belong to this PeerId.',
  },
  MAIL_ENGINE_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `"${d.engine}" is not a mail engine: ${d.reason}.`,
    hint: 'Write sqlite:PATH or nats://host:4222?key=FILE.',
  },
  ROUTE_NONE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `No route to ${d.peer} is known.`,
    hint: 'See "qforge route" for what is; the peer may be away: send to its mailbox instead.',
  },
  ROUTE_FAILED: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The message to ${d.peer} was not delivered: ${d.reason}.`,
    hint: 'It is among the dead letters of the router with this reason; send it again, or to the mailbox of the peer.',
  },
};
