import { printableText } from '../printable-text.ts';
import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of sealed messages on NATS carry. */
export interface NatsErrorDetails {
  NATS_UNSEALED: { subject: string };
  NATS_SUBJECT_MISMATCH: { subject: string; sealedFor: string };
  NATS_SENDER_UNKNOWN: { peer: string };
  NATS_UNANSWERED: { subject: string; reason: string };
  NATS_UNAVAILABLE: { reason: string };
}

const { network, security, trust } = EXIT_CODES;

/** The errors of sealed messages on NATS. */
export const natsErrors: ErrorEntries<NatsErrorDetails> = {
  NATS_UNSEALED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `What came on ${printableText(d.subject)} is not sealed.`,
    hint: 'Somebody publishes there without sealing, or the server made it up: it is dropped.',
  },
  NATS_SUBJECT_MISMATCH: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `What came on ${printableText(d.subject)} was sealed for ${printableText(d.sealedFor)}.`,
    hint: 'A server or another client moved it. Subjects that a server maps on purpose can not carry sealed messages.',
  },
  NATS_SENDER_UNKNOWN: {
    errorClass: 'security',
    exitCode: trust,
    sentence: (d) => `Nothing is taken from ${d.peer} here.`,
    hint: 'Let "welcomes" say yes to this PeerId if its messages are wanted.',
  },
  NATS_UNANSWERED: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `Nobody has answered the request on ${printableText(d.subject)}: ${d.reason}.`,
    hint: 'See that one of those who were asked has subscribed there and welcomes this device.',
  },
  NATS_UNAVAILABLE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `NATS does not serve: ${printableText(d.reason)}.`,
    hint: 'Check that the connection is open, and that its user may publish and subscribe there.',
  },
};
