import { QForgeError } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import { assertCertificateCurrent, type DeviceCertificate, sameStaticKeys } from './device-certificate.ts';
import type { HandshakeParty } from './handshake-party.ts';
import { suiteIdsOf } from './handshake-party.ts';
import type { Confirmation, HandshakeTerms, Introduction, SharedKeyReference } from './handshake-payload.ts';
import type { NoisePublicKeys } from './noise-keys.ts';

/** A peer that has introduced itself, with everything about it checked. */
export interface IntroducedPeer extends HandshakeTerms {
  readonly peerId: string;
  readonly certificate: DeviceCertificate;
  readonly endpoint: string;
  readonly keys: readonly SharedKeyReference[];
  /** What an initiator has said to the layer above. */
  readonly word: Uint8Array;
}

/**
 * Checks an introduction: certificate, static keys, suite list. spec/handshake §5.3
 *
 * Throws `CERTIFICATE_INVALID` or `MALFORMED`.
 */
export function checkIntroduction(
  unverified: Introduction,
  remoteStatic: NoisePublicKeys | undefined,
  party: HandshakeParty,
): IntroducedPeer {
  const certificate = party.certificates.verify(unverified.certificate);
  assertCertificateCurrent(certificate, party.wallMs);
  const { dh, kem } = remoteStatic ?? {};
  if (dh === undefined || kem === undefined || !sameStaticKeys(certificate, dh.bytes, kem.bytes)) {
    throw new QForgeError('CERTIFICATE_INVALID', { reason: 'it is of other keys than those in use' });
  }
  if (!sameNumbers(unverified.suiteIds, suiteIdsOf(certificate.suites))) {
    throw malformed('its suites are not those of the certificate');
  }
  party.certificates.staticKeys.dh.remember(dh);
  party.certificates.staticKeys.kem.remember(kem);
  const { policy, suiteIds, endpoint, keys, word } = unverified;
  return { policy, suiteIds, endpoint, keys, word, certificate, peerId: certificate.peerId };
}

/**
 * Recomputes the choice of suite: the initiator's first that the responder has. spec/handshake §5.4
 *
 * Throws `MALFORMED` if it is not the one in use: somebody steered the choice.
 */
export function assertSuiteAgreed(
  inUse: CipherSuite,
  initiatorSuiteIds: readonly number[],
  responderSuiteIds: readonly number[],
): void {
  const agreed = initiatorSuiteIds.find((id) => responderSuiteIds.includes(id));
  if (agreed !== inUse.id) throw malformed('the suite in use is not the one that both lists lead to');
}

/** Checks that a confirmation repeats what was said. spec/handshake §5.2, §5.4. Throws `MALFORMED`. */
export function checkConfirmation(
  unverified: Confirmation,
  responder: HandshakeTerms,
  namedKeys: readonly SharedKeyReference[],
): void {
  const sameTerms = unverified.policy === responder.policy && sameNumbers(unverified.suiteIds, responder.suiteIds);
  const sameKeys =
    unverified.keys.length === namedKeys.length &&
    unverified.keys.every((key, i) => key.source === namedKeys[i]?.source && key.keyId === namedKeys[i].keyId);
  if (!sameTerms || !sameKeys) throw malformed('the confirmation differs from what was said before');
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The handshake', reason });
}
