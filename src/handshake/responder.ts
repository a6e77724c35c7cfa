import { QForgeError } from '../base/index.ts';
import { EstablishedHandshake } from './established-handshake.ts';
import { assertSuiteAgreed, checkIntroduction, type IntroducedPeer } from './handshake-agreement.ts';
import { failure } from './handshake-failure.ts';
import { type HandshakeParty, noiseHandshakeOf, suiteIdsOf, termsOf } from './handshake-party.ts';
import { decodeIntroduction, encodeConfirmation, type SharedKeyReference } from './handshake-payload.ts';
import { assertPolicyMet } from './key-policy.ts';
import type { NoiseHandshake } from './noise-handshake.ts';
import { decodeOpening, type Opening, type OpeningHeader } from './opening.ts';
import { ownIntroduction } from './own-introduction.ts';
import { mixSharedKeys, type NamedSharedKey } from './shared-key-mix.ts';

/** XXpsk4: an introduction to send first. IKpsk2: the initiator has said everything at once. */
export type ResponderStart =
  | { readonly pattern: 'XXpsk4'; readonly packet: Uint8Array; readonly next: AwaitingInitiator }
  | { readonly pattern: 'IKpsk2'; readonly next: FetchingKeys };

/**
 * Reads an opening, which costs one MAC and no state: who guards a port decides about it before `respond`.
 *
 * Throws `HANDSHAKE_FAILED`; whoever sent the packet hears nothing.
 */
export function readOpening(party: HandshakeParty, unverifiedPacket: Uint8Array): Opening {
  const opening = decodeOpening(unverifiedPacket, party.identity.peerId, party.backend);
  if (party.identity.suites.includes(opening.suite)) return opening;
  const cause = new QForgeError('SUITE_UNKNOWN', { suite: opening.suite.name });
  throw new QForgeError('HANDSHAKE_FAILED', { peer: 'an unknown peer' }, { cause });
}

/**
 * Answers an opening. spec/handshake §4
 *
 *     respond --XXpsk4, packet out--> AwaitingInitiator --packet in--> FetchingKeys --keys, packet out--> EstablishedHandshake
 *        \-----IKpsk2----------------------------------------------------^
 *
 * Throws `HANDSHAKE_FAILED` or `CERTIFICATE_INVALID`; whoever sent the opening hears nothing.
 */
export function respond(party: HandshakeParty, opening: Opening): ResponderStart {
  const noise = noiseHandshakeOf(party, 'responder', opening, party.identity.peerId);
  const payload = noise.readMessage(opening.noiseMessage);
  if (opening.pattern === 'IKpsk2') {
    return { pattern: 'IKpsk2', next: fetchingKeys(party, opening, noise, payload) };
  }
  const packet = noise.writeMessage(ownIntroduction(party, []));
  return { pattern: 'XXpsk4', packet, next: new AwaitingInitiator(party, opening, noise) };
}

/** Introduced; the initiator is to do the same. */
export class AwaitingInitiator {
  readonly #party: HandshakeParty;
  readonly #header: OpeningHeader;
  readonly #noise: NoiseHandshake;

  constructor(party: HandshakeParty, header: OpeningHeader, noise: NoiseHandshake) {
    this.#party = party;
    this.#header = header;
    this.#noise = noise;
  }

  /** Throws `HANDSHAKE_FAILED` or `CERTIFICATE_INVALID`. */
  receive(unverifiedPacket: Uint8Array): FetchingKeys {
    return fetchingKeys(this.#party, this.#header, this.#noise, this.#noise.readMessage(unverifiedPacket));
  }
}

/** The initiator is known: its owner may refuse it now, and the keys it named are to be fetched. */
export class FetchingKeys {
  readonly peer: IntroducedPeer;
  readonly #party: HandshakeParty;
  readonly #header: OpeningHeader;
  readonly #noise: NoiseHandshake;

  constructor(party: HandshakeParty, header: OpeningHeader, noise: NoiseHandshake, peer: IntroducedPeer) {
    this.peer = peer;
    this.#party = party;
    this.#header = header;
    this.#noise = noise;
  }

  /**
   * Confirms with the named keys, in their order.
   *
   * Throws `QKD_KEY_REQUIRED` if a policy is not met or a named key is missing.
   */
  send(keys: readonly NamedSharedKey[]): { readonly packet: Uint8Array; readonly established: EstablishedHandshake } {
    const { peer } = this;
    this.#assertAllFetched(keys);
    assertPolicyMet(this.#party.policy, peer.policy, keys.length, peer.peerId);
    const context = {
      handshakeHash: this.#noise.handshakeHash,
      initiatorEndpoint: peer.endpoint,
      responderEndpoint: this.#party.endpoint,
    };
    using psk = mixSharedKeys(keys, context, this.#party.backend.hash(this.#header.suite.hash));
    this.#noise.setPsk(0, psk);
    const packet = this.#noise.writeMessage(encodeConfirmation({ ...termsOf(this.#party), keys: peer.keys }));
    const established = new EstablishedHandshake(
      {
        role: 'responder',
        pattern: this.#header.pattern,
        suite: this.#header.suite,
        peerId: peer.peerId,
        peerCertificate: peer.certificate,
        peerPolicy: peer.policy,
        peerEndpoint: peer.endpoint,
        sharedKeys: peer.keys,
      },
      this.#noise,
    );
    return { packet, established };
  }

  #assertAllFetched(keys: readonly NamedSharedKey[]): void {
    const named = this.peer.keys;
    const isNamed = ({ source, keyId }: SharedKeyReference, i: number): boolean =>
      source === named[i]?.source && keyId === named[i].keyId;
    const complete = keys.length === named.length && keys.every(isNamed);
    if (!complete) {
      throw new QForgeError('QKD_KEY_REQUIRED', { peer: this.peer.peerId, policy: this.#party.policy });
    }
  }
}

function fetchingKeys(
  party: HandshakeParty,
  header: OpeningHeader,
  noise: NoiseHandshake,
  payload: Uint8Array,
): FetchingKeys {
  const peer = failure('the initiator', () => {
    const introduced = checkIntroduction(decodeIntroduction(payload), noise.remoteStatic, party);
    assertSuiteAgreed(header.suite, introduced.suiteIds, suiteIdsOf(party.identity.suites));
    return introduced;
  });
  return new FetchingKeys(party, header, noise, peer);
}
