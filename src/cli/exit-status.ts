import { EXIT_CODES } from '../base/index.ts';

/** Exit codes of a process that was ended from outside, as shells number them: 128 and the number of the signal. */
export const SIGNAL_EXIT_CODES = { hungUp: 129, interrupted: 130, brokenPipe: 141, terminated: 143 } as const;

/** Every exit code of the command line and what it means, for the reference. */
export const exitStatuses: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_CODES.ok, 'Done.'],
  [EXIT_CODES.failure, 'Not done, for a reason the error names; `status`: nothing is running.'],
  [EXIT_CODES.usage, 'The command line or a value on it is not valid.'],
  [EXIT_CODES.identity, 'The identity file or its passphrase.'],
  [EXIT_CODES.trust, 'The peer is unknown or not trusted, or the list of peers is damaged.'],
  [EXIT_CODES.network, 'The network: an address in use, refused, unreachable, or a connection lost.'],
  [EXIT_CODES.file, 'A file is missing, cannot be read or written, exists already, or the disk is full.'],
  [EXIT_CODES.security, 'Something did not authenticate: a handshake, a record, a certificate, a self-test.'],
  [EXIT_CODES.internal, 'A defect in qforge.'],
  [SIGNAL_EXIT_CODES.hungUp, 'The terminal was closed while a passphrase was asked for.'],
  [SIGNAL_EXIT_CODES.interrupted, 'Ended by Ctrl-C (SIGINT); a transfer can be resumed.'],
  [SIGNAL_EXIT_CODES.brokenPipe, 'Nobody reads standard output any more.'],
  [
    SIGNAL_EXIT_CODES.terminated,
    'Ended by SIGTERM before the work was done; services, such as `up` and `listen`, then end with 0.',
  ],
];
