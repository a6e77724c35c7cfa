import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of servers that the product starts carry. */
export interface ClusterErrorDetails {
  NATS_SERVER_MISSING: { program: string };
  NATS_SERVER_UNFIT: { reason: string };
  NATS_SERVER_STOPPED: { reason: string };
  CLUSTER_RIGHTS_WRONG: { count: number };
}

const { failure, security } = EXIT_CODES;

/** The errors of servers that the product starts. */
export const clusterErrors: ErrorEntries<ClusterErrorDetails> = {
  NATS_SERVER_MISSING: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `${d.program} cannot be started.`,
    hint: 'Install it (on Debian: apt install nats-server), or name another by --program.',
  },
  NATS_SERVER_UNFIT: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `The installed nats-server will not do: ${d.reason}.`,
    hint: 'Install version 2.12.3 or later; 2.9 and later do for trying things.',
  },
  NATS_SERVER_STOPPED: {
    errorClass: 'recoverable',
    exitCode: failure,
    sentence: (d) => `A nats-server has stopped: ${d.reason}.`,
    hint: 'Its log says why; a full disk and a port in use are the common reasons.',
  },
  CLUSTER_RIGHTS_WRONG: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `${d.count} rights of this user are not as they should be.`,
    hint: 'Compare the permissions of the server with docs/scale-out.md: what is allowed there and should not be lets peers read or forge.',
  },
};
