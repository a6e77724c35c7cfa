import { QForgeError } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import { assertCertificateCurrent, type DeviceCertificate } from './device-certificate.ts';
import { EstablishedHandshake } from './established-handshake.ts';
import { assertSuiteAgreed, checkConfirmation, checkIntroduction, type IntroducedPeer } from './handshake-agreement.ts';
import { failure } from './handshake-failure.ts';
import { type HandshakeParty, noiseHandshakeOf, suiteIdsOf } from './handshake-party.ts';
import {
  type Confirmation,
  decodeConfirmation,
  decodeIntroduction,
  type SharedKeyReference,
} from './handshake-payload.ts';
import { assertPolicyMet, wantsSharedKey } from './key-policy.ts';
import type { NoiseHandshake } from './noise-handshake.ts';
import { encodeOpening, type OpeningHeader, type QForgePattern } from './opening.ts';
import { ownIntroduction } from './own-introduction.ts';
import { mixSharedKeys, type NamedSharedKey } from './shared-key-mix.ts';

/** What an initiator needs to know. */
export interface InitiatorOptions extends HandshakeParty {
  readonly responderPeerId: string;
  /** From the peer's record; default: the first of the own suites. */
  readonly suite?: CipherSuite;
  /** What the responder has asked for when it was under load. spec/handshake §4.5 */
  readonly cookie?: Uint8Array;
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
  const header = headerOf('XXpsk4', options);
  const noise = noiseHandshakeOf(options, 'initiator', header, options.responderPeerId);
  const opening = { ...header, noiseMessage: noise.writeMessage() };
  const packet = encodeOpening(opening, options.responderPeerId, options.backend);
  return { packet, next: new AwaitingIntroduction(options, header, noise) };
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
  assertExpectedPeer(certificate.peerId, options.responderPeerId);
  assertPolicyMet(options.policy, 'either', keys.length, certificate.peerId);
  const header = headerOf('IKpsk2', options);
  const suiteIds = suiteIdsOf(certificate.suites);
  failure(certificate.peerId, () => assertSuiteAgreed(header.suite, suiteIdsOf(options.identity.suites), suiteIds));
  const { staticKeys } = options.certificates;
  const remoteStatic = {
    dh:
      staticKeys.dh.recall(certificate.dhPublicKey) ??
      options.backend.diffieHellman(header.suite.dh).importPublicKey(certificate.dhPublicKey),
    kem:
      staticKeys.kem.recall(certificate.kemPublicKey) ??
      options.backend.kem(header.suite.kem).importPublicKey(certificate.kemPublicKey),
  };
  const noise = noiseHandshakeOf(options, 'initiator', header, options.responderPeerId, remoteStatic);
  const noiseMessage = noise.writeMessage(ownIntroduction(options, keys));
  const peer = {
    policy: undefined,
    suiteIds,
    peerId: certificate.peerId,
    certificate,
    endpoint: responderEndpoint,
  };
  const packet = encodeOpening({ ...header, noiseMessage }, options.responderPeerId, options.backend);
  return { packet, next: new AwaitingConfirmation(options, header, noise, peer, keys) };
}

/** The opening is sent; the responder is to introduce itself. */
export class AwaitingIntroduction {
  readonly #options: InitiatorOptions;
  readonly #header: OpeningHeader;
  readonly #noise: NoiseHandshake;

  constructor(options: InitiatorOptions, header: OpeningHeader, noise: NoiseHandshake) {
    this.#options = options;
    this.#header = header;
    this.#noise = noise;
  }

  /** Throws `HANDSHAKE_FAILED`, `CERTIFICATE_INVALID` or `PEER_ID_MISMATCH`: then the own identity stays unsaid. */
  receive(unverifiedPacket: Uint8Array): ChoosingKeys {
    const payload = this.#noise.readMessage(unverifiedPacket);
    const peer = failure(this.#options.responderPeerId, () => {
      const introduced = checkIntroduction(decodeIntroduction(payload), this.#noise.remoteStatic, this.#options);
      assertExpectedPeer(introduced.peerId, this.#options.responderPeerId);
      assertSuiteAgreed(this.#header.suite, suiteIdsOf(this.#options.identity.suites), introduced.suiteIds);
      return introduced;
    });
    return new ChoosingKeys(this.#options, this.#header, this.#noise, peer);
  }
}

/** The responder is who it should be; now is the time to take keys to share with it. */
export class ChoosingKeys {
  readonly peer: IntroducedPeer;
  /** Whether either policy refuses to go on without a shared key. */
  readonly wantsSharedKey: boolean;
  readonly #options: InitiatorOptions;
  readonly #header: OpeningHeader;
  readonly #noise: NoiseHandshake;

  constructor(options: InitiatorOptions, header: OpeningHeader, noise: NoiseHandshake, peer: IntroducedPeer) {
    this.peer = peer;
    this.wantsSharedKey = wantsSharedKey(options.policy) || wantsSharedKey(peer.policy);
    this.#options = options;
    this.#header = header;
    this.#noise = noise;
  }

  /** Introduces this side, naming the keys. Throws `QKD_KEY_REQUIRED` if a policy is not met. */
  send(keys: readonly NamedSharedKey[]): InitiatorStep<AwaitingConfirmation> {
    assertPolicyMet(this.#options.policy, this.peer.policy, keys.length, this.peer.peerId);
    const packet = this.#noise.writeMessage(ownIntroduction(this.#options, keys));
    return { packet, next: new AwaitingConfirmation(this.#options, this.#header, this.#noise, this.peer, keys) };
  }
}

/** What is known of a responder before its confirmation; in IKpsk2 its policy comes only with that. */
interface ResponderSoFar extends Pick<IntroducedPeer, 'peerId' | 'certificate' | 'endpoint' | 'suiteIds'> {
  readonly policy: IntroducedPeer['policy'] | undefined;
}

/** Everything is said; the responder's confirmation proves that it has the same keys. */
export class AwaitingConfirmation {
  readonly #options: InitiatorOptions;
  readonly #header: OpeningHeader;
  readonly #noise: NoiseHandshake;
  readonly #peer: ResponderSoFar;
  readonly #keys: readonly SharedKeyReference[];

  constructor(
    options: InitiatorOptions,
    header: OpeningHeader,
    noise: NoiseHandshake,
    peer: ResponderSoFar,
    keys: readonly NamedSharedKey[],
  ) {
    this.#options = options;
    this.#header = header;
    this.#noise = noise;
    this.#peer = peer;
    this.#keys = keys.map(({ source, keyId }) => ({ source, keyId }));
    const context = {
      handshakeHash: noise.handshakeHash,
      initiatorEndpoint: options.endpoint,
      responderEndpoint: peer.endpoint,
    };
    using psk = mixSharedKeys(keys, context, options.backend.hash(header.suite.hash));
    noise.setPsk(0, psk);
  }

  /** Throws `HANDSHAKE_FAILED` or `QKD_KEY_REQUIRED`. */
  receive(unverifiedPacket: Uint8Array): EstablishedHandshake {
    const payload = this.#noise.readMessage(unverifiedPacket);
    const confirmation = failure(this.#peer.peerId, () => this.#check(payload));
    return new EstablishedHandshake(
      {
        role: 'initiator',
        pattern: this.#header.pattern,
        suite: this.#header.suite,
        peerId: this.#peer.peerId,
        peerCertificate: this.#peer.certificate,
        peerPolicy: confirmation.policy,
        peerEndpoint: this.#peer.endpoint,
        sharedKeys: this.#keys,
      },
      this.#noise,
    );
  }

  #check(payload: Uint8Array): Confirmation {
    const confirmation = decodeConfirmation(payload);
    const policy = this.#peer.policy ?? confirmation.policy;
    checkConfirmation(confirmation, { policy, suiteIds: this.#peer.suiteIds }, this.#keys);
    assertSuiteAgreed(this.#header.suite, suiteIdsOf(this.#options.identity.suites), confirmation.suiteIds);
    assertPolicyMet(this.#options.policy, policy, this.#keys.length, this.#peer.peerId);
    return confirmation;
  }
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
