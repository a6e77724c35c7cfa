import type { CipherSuite, CryptoBackend } from '../crypto/index.ts';
import type { CertificateCache } from './certificate-cache.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { HandshakeTerms } from './handshake-payload.ts';
import type { KeyPolicy } from './key-policy.ts';
import { NoiseHandshake } from './noise-handshake.ts';
import type { NoisePublicKeys } from './noise-keys.ts';
import { handshakePrologue, type OpeningHeader } from './opening.ts';
import { qforgeProtocol } from './qforge-protocol.ts';

/** What each side brings to a handshake. */
export interface HandshakeParty {
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly policy: KeyPolicy;
  /** Name in the shared-key source, such as a SAE ID; empty without one. */
  readonly endpoint: string;
  readonly certificates: CertificateCache;
  /** Wall-clock time, for the validity of certificates. */
  readonly wallMs: number;
}

/** The terms a party states. */
export function termsOf(party: HandshakeParty): HandshakeTerms {
  return { policy: party.policy, suiteIds: suiteIdsOf(party.identity.suites) };
}

/** Numbers of suites, in order. */
export function suiteIdsOf(suites: readonly CipherSuite[]): readonly number[] {
  return suites.map((suite) => suite.id);
}

/** The Noise engine under one side of a product handshake. spec/handshake §4 */
export function noiseHandshakeOf(
  party: HandshakeParty,
  role: 'initiator' | 'responder',
  header: OpeningHeader,
  responderPeerId: string,
  remoteStatic?: NoisePublicKeys,
): NoiseHandshake {
  return new NoiseHandshake({
    protocol: qforgeProtocol(header.pattern, header.suite),
    role,
    backend: party.backend,
    prologue: handshakePrologue(header, responderPeerId),
    localStatic: { dh: party.identity.dh, kem: party.identity.kem },
    ...(remoteStatic === undefined ? {} : { remoteStatic }),
    knownKeys: party.certificates.staticKeys,
    peer: role === 'initiator' ? responderPeerId : 'an unknown peer',
  });
}
