// long file: one table, which is read and generated from as a whole
/**
 * Every error the project raises, as data: code -> sentence, hint, exit code.
 *
 * Codes are stable across releases. `docs/errors.md` is generated from this table (`npm run docs`).
 */

/** Exit codes of the command line, one per kind of failure. */
export const EXIT_CODES = {
  ok: 0,
  failure: 1,
  usage: 2,
  identity: 3,
  trust: 4,
  network: 5,
  file: 6,
  security: 7,
  internal: 70,
} as const;

/** What each code carries. */
export interface ErrorDetails {
  ARGUMENT_INVALID: { argument: string; reason: string };
  COMMAND_LINE_INVALID: { problem: string };
  ASSERTION_FAILED: { assertion: string };
  INTERNAL: { what: string };
  CANCELLED: { what: string };
  RUNTIME_TOO_OLD: { found: string; needed: string };

  MALFORMED: { what: string; reason: string };

  CRYPTO_KEY_INVALID: { algorithm: string; reason: string };
  CRYPTO_LENGTH_INVALID: { what: string; expected: number; actual: number };
  CRYPTO_AUTHENTICATION_FAILED: { algorithm: string };
  CRYPTO_UNSUPPORTED: { algorithm: string; backend: string };
  CRYPTO_SELF_TEST_FAILED: { primitive: string };
  NONCE_EXHAUSTED: { counter: string };
  SECRET_WIPED: { what: string };

  KEY_FILE_MISSING: { path: string };
  KEY_FILE_EXISTS: { path: string };
  KEY_FILE_DAMAGED: { path: string; reason: string };
  KEY_FILE_EXPOSED: { path: string; mode: string };
  PASSPHRASE_WRONG: { path: string };
  PASSPHRASE_REQUIRED: { path: string };
  PASSPHRASE_MISSING: { path: string };

  HANDSHAKE_FAILED: { peer: string };
  HANDSHAKE_REFUSED: { peer: string; address: string };
  PEER_REFUSED: { peer: string };
  HANDSHAKE_OUT_OF_ORDER: { state: string; action: string };
  HANDSHAKE_TIMEOUT: { peer: string; afterMs: number };
  SUITE_UNKNOWN: { suite: string };
  SUITE_MISMATCH: { expected: string; actual: string };
  CERTIFICATE_INVALID: { reason: string };
  PEER_ID_INVALID: { text: string; reason: string };
  PEER_ID_MISMATCH: { expected: string; actual: string };
  PEER_UNKNOWN: { peer: string };
  PEER_NOT_TRUSTED: { peer: string };
  PEER_EXISTS: { peer: string };
  TRUST_STORE_DAMAGED: { path: string; reason: string };
  QKD_KEY_REQUIRED: { peer: string; policy: string };

  ADDRESS_INVALID: { address: string; reason: string };
  PORT_IN_USE: { address: string };
  LISTEN_FAILED: { address: string; reason: string };
  CONNECTION_REFUSED: { address: string };
  HOST_UNREACHABLE: { address: string; reason: string };
  CONNECTION_LOST: { peer: string; reason: string };
  CHANNEL_CLOSED: { peer: string };
  CHANNEL_TRUNCATED: { peer: string };
  RECORD_INVALID: { peer: string };
  STREAM_ENDED: { stream: number };
  STREAM_RESET: { stream: number; reason: string };
  MESSAGE_TOO_LARGE: { bytes: number; limitBytes: number };
  MESSAGE_REJECTED: { peer: string; reason: string };

  FILE_MISSING: { path: string };
  FILE_UNREADABLE: { path: string; reason: string };
  FILE_UNWRITABLE: { path: string; reason: string };
  FILE_EXISTS: { path: string };
  FILE_BUSY: { path: string };
  FILE_REFUSED: { path: string; reason: string };
  FILE_CHANGED: { path: string };
  FILE_DIGEST_MISMATCH: { path: string };
  DISK_FULL: { path: string };
  NOT_RUNNING: { what: string };
  CONTROL_UNANSWERED: { path: string; afterMs: number };
  CONTROL_REFUSED: { path: string; reason: string };
  DEMO_FAILED: { what: string };
}

/** A stable error code. */
export type ErrorCode = keyof ErrorDetails;

interface CatalogueEntry<C extends ErrorCode> {
  readonly exitCode: number;
  readonly sentence: (details: ErrorDetails[C]) => string;
  readonly hint: string;
}

const { usage, identity, trust, network, file, security, failure, internal } = EXIT_CODES;

/** Sentence, hint and exit code of every code. */
export const errorCatalogue: { readonly [C in ErrorCode]: CatalogueEntry<C> } = {
  ARGUMENT_INVALID: {
    exitCode: usage,
    sentence: (d) => `${d.argument} is not valid: ${d.reason}.`,
    hint: 'Correct the value and try again.',
  },
  COMMAND_LINE_INVALID: {
    exitCode: usage,
    sentence: (d) => `${d.problem}.`,
    hint: 'See "qforge help", or "qforge help COMMAND" for one command.',
  },
  ASSERTION_FAILED: {
    exitCode: internal,
    sentence: (d) => `An internal assumption does not hold: ${d.assertion}.`,
    hint: 'This is a defect in qforge: please report it with the steps that led here.',
  },
  INTERNAL: {
    exitCode: internal,
    sentence: (d) => `An unexpected failure happened: ${d.what}.`,
    hint: 'This is a defect in qforge: please report it with the steps that led here.',
  },
  CANCELLED: {
    exitCode: failure,
    sentence: (d) => `${d.what} was cancelled before it was complete.`,
    hint: 'Try again if that was not meant.',
  },
  RUNTIME_TOO_OLD: {
    exitCode: usage,
    sentence: (d) => `This Node.js is ${d.found}, but qforge needs ${d.needed}.`,
    hint: 'Start it through an npm script after "npm ci", which brings a suitable Node.js with it, or upgrade Node.js.',
  },
  MALFORMED: {
    exitCode: security,
    sentence: (d) => `${d.what} is malformed: ${d.reason}.`,
    hint: 'The data was damaged or comes from an incompatible version; ask its sender to send it again.',
  },
  CRYPTO_KEY_INVALID: {
    exitCode: security,
    sentence: (d) => `The ${d.algorithm} key is not valid: ${d.reason}.`,
    hint: 'Check that the key belongs to this algorithm and was copied whole.',
  },
  CRYPTO_LENGTH_INVALID: {
    exitCode: security,
    sentence: (d) => `${d.what} must be ${d.expected} bytes long, not ${d.actual}.`,
    hint: 'Check that the value belongs to this algorithm and was copied whole.',
  },
  CRYPTO_AUTHENTICATION_FAILED: {
    exitCode: security,
    sentence: (d) => `The data does not authenticate under ${d.algorithm}.`,
    hint: 'The data was changed, or the key is not the one it was sealed with.',
  },
  CRYPTO_UNSUPPORTED: {
    exitCode: security,
    sentence: (d) => `${d.algorithm} is not available in the ${d.backend} backend.`,
    hint: 'Choose another algorithm or backend.',
  },
  CRYPTO_SELF_TEST_FAILED: {
    exitCode: security,
    sentence: (d) => `The self-test of ${d.primitive} failed; nothing can be trusted to it.`,
    hint: 'Do not use this installation: reinstall Node.js and qforge, and test the hardware.',
  },
  NONCE_EXHAUSTED: {
    exitCode: security,
    sentence: (d) => `The nonce counter ${d.counter} has reached its end.`,
    hint: 'Open a new channel.',
  },
  SECRET_WIPED: {
    exitCode: internal,
    sentence: (d) => `The secret ${d.what} was used after it was wiped.`,
    hint: 'This is a defect in qforge or in the program that uses it.',
  },
  KEY_FILE_MISSING: {
    exitCode: identity,
    sentence: (d) => `There is no identity at ${d.path}.`,
    hint: 'Make one with "qforge keygen", or name another with --identity.',
  },
  KEY_FILE_EXISTS: {
    exitCode: identity,
    sentence: (d) => `There is already an identity at ${d.path}.`,
    hint: 'Name another path, or add --overwrite if the old identity may be lost.',
  },
  KEY_FILE_DAMAGED: {
    exitCode: identity,
    sentence: (d) => `The identity file ${d.path} is damaged: ${d.reason}.`,
    hint: 'Restore it from a backup; a damaged identity cannot be repaired.',
  },
  KEY_FILE_EXPOSED: {
    exitCode: identity,
    sentence: (d) => `The identity file ${d.path} can be read by others (mode ${d.mode}).`,
    hint: 'Close it with "chmod 600" and consider whether the identity must be replaced.',
  },
  PASSPHRASE_WRONG: {
    exitCode: identity,
    sentence: (d) => `The passphrase does not open ${d.path}.`,
    hint: 'Try again; if the passphrase is right, the file was changed and must come from a backup.',
  },
  PASSPHRASE_REQUIRED: {
    exitCode: identity,
    sentence: (d) => `${d.path} is protected by a passphrase, and none was given.`,
    hint: 'Set QFORGE_PASSPHRASE_FILE to a file that holds it, or start from a terminal to be asked.',
  },
  PASSPHRASE_MISSING: {
    exitCode: identity,
    sentence: (d) => `The new identity ${d.path} needs a passphrase, and none was given.`,
    hint: 'Start from a terminal to be asked, set QFORGE_PASSPHRASE_FILE, or ask for an open file with --no-passphrase.',
  },
  HANDSHAKE_FAILED: {
    exitCode: security,
    sentence: (d) => `The handshake with ${d.peer} failed.`,
    hint: 'Check that both sides know the right PeerId of each other and run compatible versions.',
  },
  HANDSHAKE_REFUSED: {
    exitCode: security,
    sentence: (d) => `${d.address} did not answer as ${d.peer}.`,
    hint: 'Another device may be at this address: compare the PeerId with what the other side prints by "qforge id".',
  },
  PEER_REFUSED: {
    exitCode: trust,
    sentence: (d) => `${d.peer} is there, but does not accept this device.`,
    hint: 'The other side must add your PeerId ("qforge id" prints it) and trust it.',
  },
  HANDSHAKE_OUT_OF_ORDER: {
    exitCode: internal,
    sentence: (d) => `The handshake is in state ${d.state}, where ${d.action} is not possible.`,
    hint: 'This is a defect in the program that drives the handshake.',
  },
  HANDSHAKE_TIMEOUT: {
    exitCode: network,
    sentence: (d) => `The handshake with ${d.peer} was not complete after ${d.afterMs} ms.`,
    hint: 'Check the address and whether the other side runs qforge there.',
  },
  SUITE_UNKNOWN: {
    exitCode: security,
    sentence: (d) => `There is no cipher suite ${d.suite}.`,
    hint: 'List the suites with "qforge selftest", and upgrade the older side.',
  },
  SUITE_MISMATCH: {
    exitCode: security,
    sentence: (d) => `The data was made under the cipher suite ${d.actual}, not ${d.expected}.`,
    hint: 'Choose the suite that the data names, if it is strong enough for the purpose.',
  },
  CERTIFICATE_INVALID: {
    exitCode: security,
    sentence: (d) => `The device certificate is not valid: ${d.reason}.`,
    hint: 'Check the clocks of both sides; renew an expired certificate with "qforge keygen --renew".',
  },
  PEER_ID_INVALID: {
    exitCode: usage,
    sentence: (d) => `"${d.text}" is not a PeerId: ${d.reason}.`,
    hint: 'A PeerId starts with "qf1"; the other side prints its own with "qforge id".',
  },
  PEER_ID_MISMATCH: {
    exitCode: security,
    sentence: (d) => `The other side is ${d.actual}, not ${d.expected}.`,
    hint: 'The address leads to another device, or somebody is in between: compare PeerIds by another way.',
  },
  PEER_UNKNOWN: {
    exitCode: trust,
    sentence: (d) => `There is no peer ${d.peer}.`,
    hint: 'Add it with "qforge peers add NAME PEERID [ADDRESS]".',
  },
  PEER_NOT_TRUSTED: {
    exitCode: trust,
    sentence: (d) => `The peer ${d.peer} is not trusted.`,
    hint: 'Compare its PeerId by another way, then run "qforge peers trust NAME".',
  },
  PEER_EXISTS: {
    exitCode: trust,
    sentence: (d) => `There is already a peer ${d.peer}.`,
    hint: 'Choose another name, or remove the peer first with "qforge peers remove NAME".',
  },
  TRUST_STORE_DAMAGED: {
    exitCode: trust,
    sentence: (d) => `The list of peers ${d.path} is damaged: ${d.reason}.`,
    hint: 'Restore it from a backup, or move it away and add the peers again.',
  },
  QKD_KEY_REQUIRED: {
    exitCode: security,
    sentence: (d) => `The policy ${d.policy} wants a QKD key for ${d.peer}, and there is none.`,
    hint: 'Check the key manager; nothing was sent under weaker protection.',
  },
  ADDRESS_INVALID: {
    exitCode: usage,
    sentence: (d) => `"${d.address}" is not an address: ${d.reason}.`,
    hint: 'Write it like tcp://host:7700 or tcp://[::1]:7700.',
  },
  PORT_IN_USE: {
    exitCode: network,
    sentence: (d) => `${d.address} is already in use.`,
    hint: 'Stop the other program or listen elsewhere; port 0 takes any free one.',
  },
  LISTEN_FAILED: {
    exitCode: network,
    sentence: (d) => `Listening on ${d.address} failed: ${d.reason}.`,
    hint: 'Check that the address belongs to this machine and that the port is allowed.',
  },
  CONNECTION_REFUSED: {
    exitCode: network,
    sentence: (d) => `${d.address} refused the connection.`,
    hint: 'Check the port, and whether the other side is running.',
  },
  HOST_UNREACHABLE: {
    exitCode: network,
    sentence: (d) => `${d.address} cannot be reached: ${d.reason}.`,
    hint: 'Check the host name, the network and any firewall between.',
  },
  CONNECTION_LOST: {
    exitCode: network,
    sentence: (d) => `The connection with ${d.peer} was lost: ${d.reason}.`,
    hint: 'Connect again; what was not acknowledged was not counted as delivered.',
  },
  CHANNEL_CLOSED: {
    exitCode: network,
    sentence: (d) => `The channel with ${d.peer} is closed.`,
    hint: 'Open a new channel.',
  },
  CHANNEL_TRUNCATED: {
    exitCode: security,
    sentence: (d) => `The connection with ${d.peer} ended without the authenticated close.`,
    hint: 'Something cut the connection; treat what was received as incomplete.',
  },
  RECORD_INVALID: {
    exitCode: security,
    sentence: (d) => `A record from ${d.peer} does not authenticate; the channel is closed.`,
    hint: 'Something changed the data on its way. Open a new channel.',
  },
  STREAM_ENDED: {
    exitCode: network,
    sentence: (d) => `Stream ${d.stream} ended before all its bytes had come.`,
    hint: 'The other side stopped early: see its log, then try again.',
  },
  STREAM_RESET: {
    exitCode: network,
    sentence: (d) => `Stream ${d.stream} was given up: ${d.reason}.`,
    hint: 'See the log of the side that gave up, then try again.',
  },
  MESSAGE_TOO_LARGE: {
    exitCode: usage,
    sentence: (d) => `The message has ${d.bytes} bytes; the limit is ${d.limitBytes}.`,
    hint: 'Send it as a stream or a file.',
  },
  MESSAGE_REJECTED: {
    exitCode: failure,
    sentence: (d) => `${d.peer} did not take the message: ${d.reason}.`,
    hint: 'See the log of the other side.',
  },
  FILE_MISSING: {
    exitCode: file,
    sentence: (d) => `There is no file ${d.path}.`,
    hint: 'Check the path.',
  },
  FILE_UNREADABLE: {
    exitCode: file,
    sentence: (d) => `${d.path} cannot be read: ${d.reason}.`,
    hint: 'Check that it is a regular file and its permissions.',
  },
  FILE_UNWRITABLE: {
    exitCode: file,
    sentence: (d) => `${d.path} cannot be written: ${d.reason}.`,
    hint: 'Check the folder, its permissions and whether the disk is read-only.',
  },
  FILE_EXISTS: {
    exitCode: file,
    sentence: (d) => `There is already a file ${d.path}.`,
    hint: 'Name another folder, or add --overwrite.',
  },
  FILE_BUSY: {
    exitCode: file,
    sentence: (d) => `${d.path} is in use by another transfer or program.`,
    hint: 'Wait until it is done, then try again.',
  },
  FILE_REFUSED: {
    exitCode: file,
    sentence: (d) => `${d.path} was not taken: ${d.reason}.`,
    hint: 'Ask the owner of the other side, whose log says more.',
  },
  FILE_CHANGED: {
    exitCode: file,
    sentence: (d) => `${d.path} changed while it was being sent.`,
    hint: 'Send it again when it is at rest.',
  },
  FILE_DIGEST_MISMATCH: {
    exitCode: file,
    sentence: (d) => `The SHA-256 of ${d.path} is not the one its sender announced.`,
    hint: 'The partial file was thrown away; send the file again.',
  },
  DISK_FULL: {
    exitCode: file,
    sentence: (d) => `There is no space left for ${d.path}.`,
    hint: 'Free some space and send again: the part that arrived is kept and will be resumed.',
  },
  NOT_RUNNING: {
    exitCode: failure,
    sentence: (d) => `${d.what} is not running.`,
    hint: 'Start it with "qforge listen" or "qforge receive".',
  },
  CONTROL_UNANSWERED: {
    exitCode: failure,
    sentence: (d) => `The process behind ${d.path} did not answer within ${d.afterMs} ms.`,
    hint: 'It may be stopped or overloaded; try again, or end it by its process number.',
  },
  CONTROL_REFUSED: {
    exitCode: failure,
    sentence: (d) => `The process behind ${d.path} answered with a failure: ${d.reason}`,
    hint: 'See what that process printed.',
  },
  DEMO_FAILED: {
    exitCode: failure,
    sentence: (d) => `The demonstration failed: ${d.what}.`,
    hint: 'Run "qforge selftest" to check this installation.',
  },
};
