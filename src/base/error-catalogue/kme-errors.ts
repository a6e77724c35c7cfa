import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of key managers and their pools carry. */
export interface KmeErrorDetails {
  KME_REQUEST_REJECTED: { kme: string; reason: string };
  KME_ACCESS_REFUSED: { kme: string; reason: string };
  KME_UNAVAILABLE: { kme: string; reason: string };
  KME_UNREACHABLE: { kme: string; reason: string };
  KME_REPLY_LOST: { kme: string; call: string; reason: string };
  KME_ANSWER_INVALID: { kme: string; reason: string };
  KME_CONFIG_INVALID: { path: string; reason: string };
  TLS_CREDENTIALS_INVALID: { path: string; reason: string };
  KME_STOPPED: { kme: string };
  KEY_POOL_BUSY: { path: string };
  KEY_POOL_MISSING: { path: string };
  KEY_POOL_DAMAGED: { path: string; reason: string };
  KEY_POOL_LOCKED: { path: string; keyFile: string; reason: string };
  KEY_POOL_UNWRITABLE: { path: string; reason: string };
}

const { failure, file, network, security, usage } = EXIT_CODES;

/** The errors of key managers and their pools. */
export const kmeErrors: ErrorEntries<KmeErrorDetails> = {
  KME_REQUEST_REJECTED: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `The key manager ${d.kme} rejected the request: ${d.reason}.`,
    hint: 'Check the names of both SAEs, the sizes and the key IDs; a key is handed out once.',
  },
  KME_ACCESS_REFUSED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The key manager ${d.kme} does not serve this caller: ${d.reason}.`,
    hint: 'Check the certificate of this SAE, and whether the key manager knows it.',
  },
  KME_UNAVAILABLE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The key manager ${d.kme} cannot serve now: ${d.reason}.`,
    hint: 'Wait until its link has made more keys; "qforge kme status" shows how many there are.',
  },
  KME_UNREACHABLE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The key manager ${d.kme} cannot be reached: ${d.reason}.`,
    hint: 'Check its address, whether it runs, and that both certificates come from the authority that the other side trusts.',
  },
  KME_REPLY_LOST: {
    errorClass: 'timeout',
    exitCode: network,
    sentence: (d) => `The reply of the key manager ${d.kme} to ${d.call} was lost: ${d.reason}.`,
    hint: 'A key it may have handed out is burnt and was not asked for again; a new attempt takes a new key.',
  },
  KME_ANSWER_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The key manager ${d.kme} answered something else than ETSI GS QKD 014 says: ${d.reason}.`,
    hint: 'Check that the address is that of a key manager; nothing of the answer was used.',
  },
  TLS_CREDENTIALS_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.path} is no certificate or key that can be used: ${d.reason}.`,
    hint: 'Give PEM files: the own certificate, the key that belongs to it, and the certificate of the authority.',
  },
  KME_CONFIG_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The configuration ${d.path} is not valid: ${d.reason}.`,
    hint: 'Correct the file; "qforge kme pair --folder DIR" writes working examples.',
  },
  KME_STOPPED: {
    errorClass: 'critical',
    exitCode: failure,
    sentence: (d) => `The key manager ${d.kme} ended by itself.`,
    hint: 'It has said why on standard error; "qforge kme serve" runs it alone.',
  },
  KEY_POOL_BUSY: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The key pool ${d.path} is open in another program.`,
    hint: 'Stop the other key manager first: two on one pool could hand out a key twice.',
  },
  KEY_POOL_MISSING: {
    errorClass: 'usage',
    exitCode: file,
    sentence: (d) => `There is no key pool at ${d.path}.`,
    hint: 'Check "database" in the configuration; "qforge kme serve" makes the pool at its first start.',
  },
  KEY_POOL_DAMAGED: {
    errorClass: 'critical',
    exitCode: file,
    sentence: (d) => `The key pool ${d.path} is damaged: ${d.reason}.`,
    hint: 'Move it away: the link makes new keys. Do not restore it from a backup, which could hand out keys again.',
  },
  KEY_POOL_LOCKED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The key pool ${d.path} does not open with the key file ${d.keyFile}: ${d.reason}.`,
    hint: 'Put back the key file that was made with the pool. Without it, delete the pool: the link makes new keys.',
  },
  KEY_POOL_UNWRITABLE: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The key pool ${d.path} cannot be written: ${d.reason}.`,
    hint: 'Check the folder, its permissions and the free space; no key was handed out meanwhile.',
  },
};
