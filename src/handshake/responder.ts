import { QForgeError } from '../base/index.ts';
import type { EstablishedHandshake } from './established-handshake.ts';
import { assertSuiteAgreed, checkIntroduction, type IntroducedPeer } from './handshake-agreement.ts';
import { HandshakeExchange } from './handshake-exchange.ts';
import { failure } from './handshake-failure.ts';
import { type HandshakeParty, suiteIdsOf, termsOf } from './handshake-party.ts';
import { decodeIntroduction, encodeConfirmation, type SharedKeyReference } from './handshake-payload.ts';
import { assertPolicyMet } from './key-policy.ts';
import { decodeOpening, type Opening } from './opening.ts';
import { ownIntroduction } from './own-introduction.ts';
import type { NamedSharedKey } from './shared-key-mix.ts';

const NO_WORD = new Uint8Array(0);

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
  const exchange = new HandshakeExchange('responder', party, opening, party.identity.peerId);
  const payload = exchange.noise.readMessage(opening.noiseMessage);
  if (opening.pattern === 'IKpsk2') return { pattern: 'IKpsk2', next: fetchingKeys(exchange, payload) };
  const packet = exchange.noise.writeMessage(ownIntroduction(party, []));
  return { pattern: 'XXpsk4', packet, next: new AwaitingInitiator(exchange) };
}

/** Introduced; the initiator is to do the same. */
export class AwaitingInitiator {
  readonly #exchange: HandshakeExchange;

  constructor(exchange: HandshakeExchange) {
    this.#exchange = exchange;
  }

  /** Throws `HANDSHAKE_FAILED` or `CERTIFICATE_INVALID`. */
  receive(unverifiedPacket: Uint8Array): FetchingKeys {
    return fetchingKeys(this.#exchange, this.#exchange.noise.readMessage(unverifiedPacket));
  }
}

/** The initiator is known: its owner may refuse it now, and the keys it named are to be fetched. */
export class FetchingKeys {
  readonly peer: IntroducedPeer;
  readonly #exchange: HandshakeExchange;

  constructor(exchange: HandshakeExchange, peer: IntroducedPeer) {
    this.peer = peer;
    this.#exchange = exchange;
  }

  /**
   * Confirms with the named keys, in their order, and a word to the layer above the initiator's, of at most `MAX_WORD_BYTES`.
   *
   * Throws `QKD_KEY_REQUIRED` if a policy is not met or a named key is missing.
   */
  send(
    keys: readonly NamedSharedKey[],
    word: Uint8Array = NO_WORD,
  ): { readonly packet: Uint8Array; readonly established: EstablishedHandshake } {
    const { peer } = this;
    const { party, noise } = this.#exchange;
    this.#assertAllFetched(keys);
    assertPolicyMet(party.policy, peer.policy, keys.length, peer.peerId);
    this.#exchange.mixKeys(keys, peer.endpoint);
    const packet = noise.writeMessage(encodeConfirmation({ ...termsOf(party), keys: peer.keys, word }));
    return { packet, established: this.#exchange.establish(peer, peer.keys) };
  }

  #assertAllFetched(keys: readonly NamedSharedKey[]): void {
    const named = this.peer.keys;
    const isNamed = ({ source, keyId }: SharedKeyReference, i: number): boolean =>
      source === named[i]?.source && keyId === named[i].keyId;
    const complete = keys.length === named.length && keys.every(isNamed);
    if (!complete) {
      throw new QForgeError('QKD_KEY_REQUIRED', { peer: this.peer.peerId, policy: this.#exchange.party.policy });
    }
  }
}

function fetchingKeys(exchange: HandshakeExchange, payload: Uint8Array): FetchingKeys {
  const { party, header, noise } = exchange;
  const peer = failure('the initiator', () => {
    const introduced = checkIntroduction(decodeIntroduction(payload), noise.remoteStatic, party);
    assertSuiteAgreed(header.suite, introduced.suiteIds, suiteIdsOf(party.identity.suites));
    return introduced;
  });
  return new FetchingKeys(exchange, peer);
}
