import type { CryptoBackend } from '../../src/crypto/index.ts';
import { type HandshakeParty, noiseHandshakeOf, termsOf } from '../../src/handshake/handshake-party.ts';
import {
  type Confirmation,
  decodeConfirmation,
  decodeIntroduction,
  encodeConfirmation,
  encodeIntroduction,
  type Introduction,
} from '../../src/handshake/handshake-payload.ts';
import type { InitiatorOptions } from '../../src/handshake/initiator.ts';
import type { NoiseHandshake } from '../../src/handshake/noise-handshake.ts';
import type { NoisePublicKeys } from '../../src/handshake/noise-keys.ts';
import { decodeOpening, encodeOpening, type OpeningHeader } from '../../src/handshake/opening.ts';
import { mixSharedKeys, type NamedSharedKey } from '../../src/handshake/shared-key-mix.ts';

/** Payload bytes, or what differs from the honest payload. */
const NO_WORD = new Uint8Array(0);

type Said<T> = Uint8Array | Partial<T>;

/** The Noise side of a peer that has real keys and says whatever it is told to: a liar whose every tag is right. */
abstract class ScriptedPeer {
  readonly party: HandshakeParty;
  readonly header: OpeningHeader;
  readonly noise: NoiseHandshake;

  constructor(party: HandshakeParty, header: OpeningHeader, noise: NoiseHandshake) {
    this.party = party;
    this.header = header;
    this.noise = noise;
  }

  introduction(said: Said<Introduction> = {}): Uint8Array {
    if (said instanceof Uint8Array) return said;
    const { identity, endpoint } = this.party;
    const certificate = identity.certificate.encoded;
    return encodeIntroduction({ ...termsOf(this.party), endpoint, certificate, keys: [], word: NO_WORD, ...said });
  }

  introduce(said: Said<Introduction> = {}): Uint8Array {
    return this.noise.writeMessage(this.introduction(said));
  }

  hearIntroduction(packet: Uint8Array): Introduction {
    return decodeIntroduction(this.noise.readMessage(packet));
  }

  /** Mixes keys in, as they are. */
  mix(keys: readonly NamedSharedKey[], initiatorEndpoint: string, responderEndpoint: string): void {
    const { handshakeHash } = this.noise;
    const context = { handshakeHash, initiatorEndpoint, responderEndpoint };
    this.noise.setPsk(0, mixSharedKeys(keys, context, this.party.backend.hash(this.header.suite.hash)));
  }
}

/** A responder, from its reading of an opening on. */
export class ScriptedResponder extends ScriptedPeer {
  readonly openingPayload: Uint8Array;

  /** `knownPeerId` is whose opening it can read: that of another device too, since a PeerId is no secret. */
  constructor(party: HandshakeParty, opening: Uint8Array, knownPeerId: string = party.identity.peerId) {
    const read = decodeOpening(opening, knownPeerId, party.backend);
    super(party, read, noiseHandshakeOf(party, 'responder', read, knownPeerId));
    this.openingPayload = this.noise.readMessage(read.noiseMessage);
  }

  confirm(said: Said<Confirmation> = {}): Uint8Array {
    const honest = { ...termsOf(this.party), keys: [], word: NO_WORD };
    return this.noise.writeMessage(said instanceof Uint8Array ? said : encodeConfirmation({ ...honest, ...said }));
  }
}

/** An initiator of XXpsk4. */
export class ScriptedInitiator extends ScriptedPeer {
  readonly opening: Uint8Array;

  constructor(options: InitiatorOptions, suite = options.identity.suites[0]) {
    if (suite === undefined) throw new TypeError('an identity has a suite');
    const header: OpeningHeader = { pattern: 'XXpsk4', suite };
    super(options, header, noiseHandshakeOf(options, 'initiator', header, options.responderPeerId));
    const noiseMessage = this.noise.writeMessage();
    this.opening = encodeOpening({ ...header, noiseMessage }, options.responderPeerId, options.backend);
  }

  hearConfirmation(packet: Uint8Array): Confirmation {
    return decodeConfirmation(this.noise.readMessage(packet));
  }
}

/** An opening of IKpsk2 with any introduction in it. */
export function scriptedIkOpening(
  options: InitiatorOptions,
  responder: HandshakeParty['identity'],
  said: (honest: Introduction) => Introduction,
): Uint8Array {
  const [suite] = options.identity.suites;
  if (suite === undefined) throw new TypeError('an identity has a suite');
  const header: OpeningHeader = { pattern: 'IKpsk2', suite };
  const remote = publicKeys(responder, options.backend);
  const noise = noiseHandshakeOf(options, 'initiator', header, options.responderPeerId, remote);
  const { endpoint, identity } = options;
  const honest = { ...termsOf(options), endpoint, certificate: identity.certificate.encoded, keys: [], word: NO_WORD };
  const noiseMessage = noise.writeMessage(encodeIntroduction(said(honest)));
  return encodeOpening({ ...header, noiseMessage }, options.responderPeerId, options.backend);
}

function publicKeys({ dh, kem }: HandshakeParty['identity'], backend: CryptoBackend): NoisePublicKeys {
  return {
    dh: backend.diffieHellman(dh.algorithm).importPublicKey(dh.publicKey.bytes),
    kem: backend.kem(kem.algorithm).importPublicKey(kem.publicKey.bytes),
  };
}

/** An opening again after its Noise message was changed: who knows the PeerId can compute the MAC. */
export function reopened(
  opening: Uint8Array,
  responderPeerId: string,
  backend: CryptoBackend,
  change: (noiseMessage: Uint8Array) => Uint8Array,
): Uint8Array {
  const read = decodeOpening(opening, responderPeerId, backend);
  return encodeOpening({ ...read, noiseMessage: change(read.noiseMessage) }, responderPeerId, backend);
}
