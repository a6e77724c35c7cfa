import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of entropy, security levels and threats carry. */
export interface SecurityErrorDetails {
  ENTROPY_UNHEALTHY: { source: string; problem: string };
  ENTROPY_UNREADABLE: { source: string; reason: string };
  KEY_PAIR_INCONSISTENT: { algorithm: string };
  PEER_SUSPENDED: { peer: string };
  SECURITY_LEVEL_MISMATCH: { wanted: string; actual: string };
  SECURITY_LEVEL_WEAKENED: { level: string; by: string };
}

const { file, security } = EXIT_CODES;

/** The errors of entropy, security levels and threats. */
export const securityErrors: ErrorEntries<SecurityErrorDetails> = {
  ENTROPY_UNHEALTHY: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `The source of randomness ${d.source} is ${d.problem}; no key is made from it.`,
    hint: 'Restart the machine or its virtualisation; see "qforge entropy". Keys made meanwhile are suspect.',
  },
  ENTROPY_UNREADABLE: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The source of randomness ${d.source} cannot be read: ${d.reason}.`,
    hint: 'Check the path, its permissions, and whether the device is attached.',
  },
  KEY_PAIR_INCONSISTENT: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `A new ${d.algorithm} key pair does not fit together; it was thrown away.`,
    hint: 'Run "qforge selftest". Do not use this installation if it happens again: the hardware or its memory is at fault.',
  },
  PEER_SUSPENDED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The peer ${d.peer} is suspended for a while, since it behaved like an attacker.`,
    hint: 'See the security events in the log. It may come back by itself when the time is over.',
  },
  SECURITY_LEVEL_MISMATCH: {
    errorClass: 'usage',
    exitCode: security,
    sentence: (d) => `Security level ${d.wanted} was asked for, and the identity is of level ${d.actual}.`,
    hint: 'Make an identity of the level with "qforge keygen --level LEVEL", or ask for the level that it has.',
  },
  SECURITY_LEVEL_WEAKENED: {
    errorClass: 'usage',
    exitCode: security,
    sentence: (d) => `Security level ${d.level} does not allow ${d.by}: it asks for less than the level gives.`,
    hint: 'Leave the option out, or use an identity of another level.',
  },
};
