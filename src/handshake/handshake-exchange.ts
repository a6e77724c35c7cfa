import { EstablishedHandshake, type HandshakeOutcome } from './established-handshake.ts';
import { type HandshakeParty, noiseHandshakeOf } from './handshake-party.ts';
import type { SharedKeyReference } from './handshake-payload.ts';
import type { KeyPolicy } from './key-policy.ts';
import type { NoiseHandshake } from './noise-handshake.ts';
import type { NoisePublicKeys } from './noise-keys.ts';
import type { OpeningHeader } from './opening.ts';
import { mixSharedKeys, type NamedSharedKey } from './shared-key-mix.ts';

/** What an outcome says of the peer. */
export interface AgreedPeer {
  readonly peerId: string;
  readonly certificate: HandshakeOutcome['peerCertificate'];
  readonly policy: KeyPolicy;
  readonly endpoint: string;
  readonly word: Uint8Array;
}

/** One side of a handshake that is under way: what each of its states hands on to the next. spec/handshake §4 */
export class HandshakeExchange<Party extends HandshakeParty = HandshakeParty> {
  readonly role: 'initiator' | 'responder';
  readonly party: Party;
  readonly header: OpeningHeader;
  readonly noise: NoiseHandshake;

  /** `responderStatic`: what an initiator knows of the responder before it begins. */
  constructor(
    role: 'initiator' | 'responder',
    party: Party,
    header: OpeningHeader,
    responderPeerId: string,
    responderStatic?: NoisePublicKeys,
  ) {
    this.role = role;
    this.party = party;
    this.header = header;
    this.noise = noiseHandshakeOf(party, role, header, responderPeerId, responderStatic);
  }

  /** Makes these keys part of the confirmation, and of all that is derived after it. spec/handshake §6 */
  mixKeys(keys: readonly NamedSharedKey[], peerEndpoint: string): void {
    const { endpoint, backend } = this.party;
    const [initiatorEndpoint, responderEndpoint] =
      this.role === 'initiator' ? [endpoint, peerEndpoint] : [peerEndpoint, endpoint];
    const context = { handshakeHash: this.noise.handshakeHash, initiatorEndpoint, responderEndpoint };
    using psk = mixSharedKeys(keys, context, backend.hash(this.header.suite.hash));
    this.noise.setPsk(0, psk);
  }

  /** Ends it: the engine is the outcome's from now on. */
  establish(peer: AgreedPeer, sharedKeys: readonly SharedKeyReference[]): EstablishedHandshake {
    const outcome: HandshakeOutcome = {
      role: this.role,
      pattern: this.header.pattern,
      suite: this.header.suite,
      peerId: peer.peerId,
      peerCertificate: peer.certificate,
      peerPolicy: peer.policy,
      peerEndpoint: peer.endpoint,
      peerWord: peer.word,
      sharedKeys,
    };
    return new EstablishedHandshake(outcome, this.noise);
  }
}
