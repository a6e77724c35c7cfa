import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of handshakes, certificates and trust carry. */
export interface HandshakeErrorDetails {
  HANDSHAKE_FAILED: { peer: string };
  HANDSHAKE_REFUSED: { peer: string; address: string };
  PEER_REFUSED: { peer: string };
  HANDSHAKE_SHED: { address: string; reason: string };
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
}

const { internal, network, security, trust, usage } = EXIT_CODES;

/** The errors of handshakes, certificates and trust. */
export const handshakeErrors: ErrorEntries<HandshakeErrorDetails> = {
  HANDSHAKE_FAILED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The handshake with ${d.peer} failed.`,
    hint: 'Check that both sides know the right PeerId of each other and run compatible versions.',
  },
  HANDSHAKE_REFUSED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `${d.address} did not answer as ${d.peer}.`,
    hint: 'Another device may be at this address: compare the PeerId with what the other side prints by "qforge id".',
  },
  PEER_REFUSED: {
    errorClass: 'security',
    exitCode: trust,
    sentence: (d) => `${d.peer} is there, but does not accept this device.`,
    hint: 'The other side must add your PeerId ("qforge id" prints it) and trust it.',
  },
  HANDSHAKE_SHED: {
    errorClass: 'performance',
    exitCode: network,
    sentence: (d) => `A connection from ${d.address} was dropped before its handshake: ${d.reason}.`,
    hint: 'The device is under load or out of room; peers that mean it come again.',
  },
  HANDSHAKE_OUT_OF_ORDER: {
    errorClass: 'usage',
    exitCode: internal,
    sentence: (d) => `The handshake is in state ${d.state}, where ${d.action} is not possible.`,
    hint: 'This is a defect in the program that drives the handshake.',
  },
  HANDSHAKE_TIMEOUT: {
    errorClass: 'timeout',
    exitCode: network,
    sentence: (d) => `The handshake with ${d.peer} was not complete after ${d.afterMs} ms.`,
    hint: 'Check the address and whether the other side runs qforge there.',
  },
  SUITE_UNKNOWN: {
    errorClass: 'usage',
    exitCode: security,
    sentence: (d) => `There is no cipher suite ${d.suite}.`,
    hint: 'List the suites with "qforge selftest", and upgrade the older side.',
  },
  SUITE_MISMATCH: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The data was made under the cipher suite ${d.actual}, not ${d.expected}.`,
    hint: 'Choose the suite that the data names, if it is strong enough for the purpose.',
  },
  CERTIFICATE_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The device certificate is not valid: ${d.reason}.`,
    hint: 'Check the clocks of both sides; renew an expired certificate with "qforge keygen --renew".',
  },
  PEER_ID_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `"${d.text}" is not a PeerId: ${d.reason}.`,
    hint: 'A PeerId starts with "qf1"; the other side prints its own with "qforge id".',
  },
  PEER_ID_MISMATCH: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The other side is ${d.actual}, not ${d.expected}.`,
    hint: 'The address leads to another device, or somebody is in between: compare PeerIds by another way.',
  },
  PEER_UNKNOWN: {
    errorClass: 'usage',
    exitCode: trust,
    sentence: (d) => `There is no peer ${d.peer}.`,
    hint: 'Add it with "qforge peers add NAME PEERID [ADDRESS]".',
  },
  PEER_NOT_TRUSTED: {
    errorClass: 'security',
    exitCode: trust,
    sentence: (d) => `The peer ${d.peer} is not trusted.`,
    hint: 'Compare its PeerId by another way, then run "qforge peers trust NAME".',
  },
  PEER_EXISTS: {
    errorClass: 'usage',
    exitCode: trust,
    sentence: (d) => `There is already a peer ${d.peer}.`,
    hint: 'Choose another name, or remove the peer first with "qforge peers remove NAME".',
  },
  TRUST_STORE_DAMAGED: {
    errorClass: 'critical',
    exitCode: trust,
    sentence: (d) => `The list of peers ${d.path} is damaged: ${d.reason}.`,
    hint: 'Restore it from a backup, or move it away and add the peers again.',
  },
  QKD_KEY_REQUIRED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The policy ${d.policy} wants a QKD key for ${d.peer}, and there is none.`,
    hint: 'Check the key manager; nothing was sent under weaker protection.',
  },
};
