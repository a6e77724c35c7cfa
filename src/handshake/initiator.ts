import { QForgeError } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import { assertCertificateCurrent, type DeviceCertificate } from './device-certificate.ts';
import type { EstablishedHandshake } from './established-handshake.ts';
import { assertSuiteAgreed, checkConfirmation, checkIntroduction, type IntroducedPeer } from './handshake-agreement.ts';
import { HandshakeExchange } from './handshake-exchange.ts';
import { failure } from './handshake-failure.ts';
import { type HandshakeParty, suiteIdsOf } from './handshake-party.ts';
import {
  type Confirmation,
  decodeConfirmation,
  decodeIntroduction,
  type SharedKeyReference,
} from './handshake-payload.ts';
import { assertPolicyMet, wantsSharedKey } from './key-policy.ts';
import type { NoisePublicKeys } from './noise-keys.ts';
import { encodeOpening, type OpeningHeader, type QForgePattern } from './opening.ts';
import { ownIntroduction } from './own-introduction.ts';
import type { NamedSharedKey } from './shared-key-mix.ts';

/** What an initiator needs to know. */
export interface InitiatorOptions extends HandshakeParty {
  readonly responderPeerId: string;
  /** From the peer's record; default: the first of the own suites. */
  readonly suite?: CipherSuite;
  /** What the responder has asked for when it was under load. spec/handshake §4.5 */
  readonly cookie?: Uint8Array;
  /** Said to the layer above the responder's, at most `MAX_WORD_BYTES`. spec/handshake §5.1 */
  readonly word?: Uint8Array;
}

/** A packet to send, and the state that waits for the answer. */
export interface InitiatorStep<Next> {
  readonly packet: Uint8Array;
  readonly next: Next;
}

/**
 * Begins XXpsk4 with a peer of whom only the PeerId is known. spec/handshake §4.3
 *
 *     initiate --packet--> AwaitingIntroduction --packet in--> ChoosingKeys --keys, packet out-->
 *     AwaitingConfirmation --packet in--> EstablishedHandshake
 *
 * A state is used once; a step that throws leaves it as it was.
 */
export function initiate(options: InitiatorOptions): InitiatorStep<AwaitingIntroduction> {
  const exchange = new HandshakeExchange('initiator', options, headerOf('XXpsk4', options), options.responderPeerId);
  return { packet: openingOf(exchange, exchange.noise.writeMessage()), next: new AwaitingIntroduction(exchange) };
}

/**
 * Begins IKpsk2 with a peer whose current certificate is known: one round trip. spec/handshake §4.4
 *
 * `keys` are shared with the responder under `responderEndpoint`, both known from before.
 * Throws `CERTIFICATE_INVALID`, `PEER_ID_MISMATCH`, `QKD_KEY_REQUIRED`, or `HANDSHAKE_FAILED` if the certificate leads to another
 * suite: all before anything is sent.
 */
export function initiateWithCertificate(
  options: InitiatorOptions,
  certificate: DeviceCertificate,
  keys: readonly NamedSharedKey[] = [],
  responderEndpoint: string = '',
): InitiatorStep<AwaitingConfirmation> {
  assertCertificateCurrent(certificate, options.wallMs);
  const { peerId } = certificate;
  assertExpectedPeer(peerId, options.responderPeerId);
  assertPolicyMet(options.policy, 'either', keys.length, peerId);
  const header = headerOf('IKpsk2', options);
  const suiteIds = suiteIdsOf(certificate.suites);
  failure(peerId, () => assertSuiteAgreed(header.suite, suiteIdsOf(options.identity.suites), suiteIds));
  const keysOfPeer = staticKeysOf(certificate, options, header.suite);
  const exchange = new HandshakeExchange('initiator', options, header, peerId, keysOfPeer);
  const packet = openingOf(exchange, exchange.noise.writeMessage(ownIntroduction(options, keys, options.word)));
  const peer = { policy: undefined, suiteIds, peerId, certificate, endpoint: responderEndpoint };
  return { packet, next: new AwaitingConfirmation(exchange, peer, keys) };
}

type InitiatorExchange = HandshakeExchange<InitiatorOptions>;

/** The opening is sent; the responder is to introduce itself. */
export class AwaitingIntroduction {
  readonly #exchange: InitiatorExchange;

  constructor(exchange: InitiatorExchange) {
    this.#exchange = exchange;
  }

  /** Throws `HANDSHAKE_FAILED`, `CERTIFICATE_INVALID` or `PEER_ID_MISMATCH`: then the own identity stays unsaid. */
  receive(unverifiedPacket: Uint8Array): ChoosingKeys {
    const { party, header, noise } = this.#exchange;
    const payload = noise.readMessage(unverifiedPacket);
    const peer = failure(party.responderPeerId, () => {
      const introduced = checkIntroduction(decodeIntroduction(payload), noise.remoteStatic, party);
      assertExpectedPeer(introduced.peerId, party.responderPeerId);
      assertSuiteAgreed(header.suite, suiteIdsOf(party.identity.suites), introduced.suiteIds);
      return introduced;
    });
    return new ChoosingKeys(this.#exchange, peer);
  }
}

/** The responder is who it should be; now is the time to take keys to share with it. */
export class ChoosingKeys {
  readonly peer: IntroducedPeer;
  /** Whether either policy refuses to go on without a shared key. */
  readonly wantsSharedKey: boolean;
  readonly #exchange: InitiatorExchange;

  constructor(exchange: InitiatorExchange, peer: IntroducedPeer) {
    this.peer = peer;
    this.wantsSharedKey = wantsSharedKey(exchange.party.policy) || wantsSharedKey(peer.policy);
    this.#exchange = exchange;
  }

  /** Introduces this side, naming the keys. Throws `QKD_KEY_REQUIRED` if a policy is not met. */
  send(keys: readonly NamedSharedKey[]): InitiatorStep<AwaitingConfirmation> {
    const { party, noise } = this.#exchange;
    assertPolicyMet(party.policy, this.peer.policy, keys.length, this.peer.peerId);
    const packet = noise.writeMessage(ownIntroduction(party, keys, party.word));
    return { packet, next: new AwaitingConfirmation(this.#exchange, this.peer, keys) };
  }
}

/** What is known of a responder before its confirmation; in IKpsk2 its policy comes only with that. */
interface ResponderSoFar extends Pick<IntroducedPeer, 'peerId' | 'certificate' | 'endpoint' | 'suiteIds'> {
  readonly policy: IntroducedPeer['policy'] | undefined;
}

/** Everything is said; the responder's confirmation proves that it has the same keys. */
export class AwaitingConfirmation {
  readonly #exchange: InitiatorExchange;
  readonly #peer: ResponderSoFar;
  readonly #keys: readonly SharedKeyReference[];

  constructor(exchange: InitiatorExchange, peer: ResponderSoFar, keys: readonly NamedSharedKey[]) {
    this.#exchange = exchange;
    this.#peer = peer;
    this.#keys = keys.map(({ source, keyId }) => ({ source, keyId }));
    exchange.mixKeys(keys, peer.endpoint);
  }

  /** Throws `HANDSHAKE_FAILED` or `QKD_KEY_REQUIRED`. */
  receive(unverifiedPacket: Uint8Array): EstablishedHandshake {
    const payload = this.#exchange.noise.readMessage(unverifiedPacket);
    const { policy, word } = failure(this.#peer.peerId, () => this.#check(payload));
    return this.#exchange.establish({ ...this.#peer, policy, word }, this.#keys);
  }

  #check(payload: Uint8Array): Confirmation {
    const { party, header } = this.#exchange;
    const confirmation = decodeConfirmation(payload);
    const policy = this.#peer.policy ?? confirmation.policy;
    checkConfirmation(confirmation, { policy, suiteIds: this.#peer.suiteIds }, this.#keys);
    assertSuiteAgreed(header.suite, suiteIdsOf(party.identity.suites), confirmation.suiteIds);
    assertPolicyMet(party.policy, policy, this.#keys.length, this.#peer.peerId);
    return confirmation;
  }
}

function openingOf({ header, party }: InitiatorExchange, noiseMessage: Uint8Array): Uint8Array {
  return encodeOpening({ ...header, noiseMessage }, party.responderPeerId, party.backend);
}

/** The static keys of a certificate: those that were met before are ready for use. */
function staticKeysOf(
  { dhPublicKey, kemPublicKey }: DeviceCertificate,
  { backend, certificates: { staticKeys } }: HandshakeParty,
  suite: CipherSuite,
): NoisePublicKeys {
  return {
    dh: staticKeys.dh.recall(dhPublicKey) ?? backend.diffieHellman(suite.dh).importPublicKey(dhPublicKey),
    kem: staticKeys.kem.recall(kemPublicKey) ?? backend.kem(suite.kem).importPublicKey(kemPublicKey),
  };
}

function suiteOf(options: InitiatorOptions): CipherSuite {
  const suite = options.suite ?? options.identity.suites[0];
  if (suite !== undefined && options.identity.suites.includes(suite)) return suite;
  throw new QForgeError('SUITE_UNKNOWN', { suite: suite?.name ?? '(none)' });
}

function headerOf(pattern: QForgePattern, options: InitiatorOptions): OpeningHeader {
  const { cookie } = options;
  return { pattern, suite: suiteOf(options), ...(cookie === undefined ? {} : { cookie }) };
}

function assertExpectedPeer(actual: string, expected: string): void {
  if (actual !== expected) throw new QForgeError('PEER_ID_MISMATCH', { expected, actual });
}
