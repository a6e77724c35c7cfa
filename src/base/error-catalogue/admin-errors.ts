import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of the admin interface carry. */
export interface AdminErrorDetails {
  ADMIN_UNAUTHENTICATED: { path: string };
  ADMIN_FORBIDDEN: { path: string; scope: string };
  ADMIN_FOREIGN: { what: string; value: string };
  ADMIN_PATH_UNKNOWN: { method: string; path: string };
  ADMIN_REQUEST_INVALID: { reason: string };
  ADMIN_BUSY: { perSecond: number };
  ADMIN_ADDRESS_PUBLIC: { address: string };
  ADMIN_TOKEN_EXPOSED: { path: string; reason: string };
  ADMIN_UNREACHABLE: { url: string };
  ADMIN_REFUSED: { url: string; code: string; reason: string };
  CONFIG_INVALID: { path: string; reason: string };
}

const { failure, security, usage } = EXIT_CODES;

/** The errors of the admin interface. */
export const adminErrors: ErrorEntries<AdminErrorDetails> = {
  ADMIN_UNAUTHENTICATED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `${d.path} is for those who show a token.`,
    hint: 'Send the content of the token file as "Authorization: Bearer TOKEN".',
  },
  ADMIN_FORBIDDEN: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `${d.path} needs a token of scope ${d.scope}.`,
    hint: 'Use the token of admin.token; that of metrics.token only reads.',
  },
  ADMIN_FOREIGN: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The ${d.what} ${d.value} is not of this interface.`,
    hint: 'Use the address that "qforge up" prints; other names for it are set by "admin.hosts" of its configuration.',
  },
  ADMIN_PATH_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no ${d.method} ${d.path}.`,
    hint: 'See /api/v1/openapi.json for what there is.',
  },
  ADMIN_REQUEST_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The request cannot be used: ${d.reason}.`,
    hint: 'See /api/v1/openapi.json for its form.',
  },
  ADMIN_BUSY: {
    errorClass: 'performance',
    exitCode: failure,
    sentence: (d) => `More than ${d.perSecond} requests a second are not answered.`,
    hint: 'Ask less often; for live values there is one stream of events.',
  },
  ADMIN_ADDRESS_PUBLIC: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The admin interface would be open to others on ${d.address}.`,
    hint: 'Listen on 127.0.0.1 or [::1], behind a tunnel or a proxy with TLS; --unsafe-admin-public does it all the same.',
  },
  ADMIN_TOKEN_EXPOSED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The token file ${d.path} cannot be trusted: ${d.reason}.`,
    hint: 'Delete it: the next start makes a new one that only this user can read.',
  },
  ADMIN_UNREACHABLE: {
    errorClass: 'recoverable',
    exitCode: failure,
    sentence: (d) => `No admin interface answers at ${d.url}.`,
    hint: 'Start it with "qforge up", and use the address that it prints.',
  },
  ADMIN_REFUSED: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The admin interface refuses it (${d.code}): ${d.reason}`,
    hint: 'See docs/errors.md for that code.',
  },
  CONFIG_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The configuration ${d.path} cannot be used: ${d.reason}.`,
    hint: 'See docs/operations.md for what it may say.',
  },
};
