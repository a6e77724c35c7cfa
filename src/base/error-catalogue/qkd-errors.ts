import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of quantum key distribution carry. */
export interface QkdErrorDetails {
  QKD_ABORTED: { reason: string };
  QKD_AUTHENTICATION_FAILED: { end: string };
  QKD_AUTHENTICATION_KEY_USED_UP: { usedBits: number };
}

const { security } = EXIT_CODES;

/** The errors of quantum key distribution: links and post-processing. */
export const qkdErrors: ErrorEntries<QkdErrorDetails> = {
  QKD_ABORTED: {
    errorClass: 'recoverable',
    exitCode: security,
    sentence: (d) => `The block of quantum key distribution gives no key: ${d.reason}.`,
    hint: 'Look at the error rate and the losses of the link: a listener shows as errors, a long or poor link too.',
  },
  QKD_AUTHENTICATION_FAILED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `What ${d.end} received in quantum key distribution is not what the other end sent.`,
    hint: 'Somebody changes messages on the classical channel, or the two ends hold different authentication keys.',
  },
  QKD_AUTHENTICATION_KEY_USED_UP: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `The authentication key of quantum key distribution is used up, after ${d.usedBits} bits.`,
    hint: 'Give both ends a fresh shared secret; blocks that fail use pads without making new ones.',
  },
};
