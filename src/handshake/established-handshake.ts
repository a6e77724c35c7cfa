import type { SecretBytes } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import type { DeviceCertificate } from './device-certificate.ts';
import type { SharedKeyReference } from './handshake-payload.ts';
import type { KeyPolicy } from './key-policy.ts';
import type { NoiseHandshake } from './noise-handshake.ts';
import type { QForgePattern } from './opening.ts';

/** What a finished handshake leaves: who the peer is, under which terms, and secrets to derive keys from. */
export interface HandshakeOutcome {
  readonly role: 'initiator' | 'responder';
  readonly pattern: QForgePattern;
  readonly suite: CipherSuite;
  readonly peerId: string;
  readonly peerCertificate: DeviceCertificate;
  readonly peerPolicy: KeyPolicy;
  readonly peerEndpoint: string;
  /** What the peer has said to the layer above. */
  readonly peerWord: Uint8Array;
  /** The shared keys that were mixed in. */
  readonly sharedKeys: readonly SharedKeyReference[];
}

/** A finished handshake. spec/handshake §7 */
export class EstablishedHandshake implements HandshakeOutcome, Disposable {
  readonly role: 'initiator' | 'responder';
  readonly pattern: QForgePattern;
  readonly suite: CipherSuite;
  readonly peerId: string;
  readonly peerCertificate: DeviceCertificate;
  readonly peerPolicy: KeyPolicy;
  readonly peerEndpoint: string;
  readonly peerWord: Uint8Array;
  readonly sharedKeys: readonly SharedKeyReference[];
  readonly #noise: NoiseHandshake;

  constructor(outcome: HandshakeOutcome, noise: NoiseHandshake) {
    this.role = outcome.role;
    this.pattern = outcome.pattern;
    this.suite = outcome.suite;
    this.peerId = outcome.peerId;
    this.peerCertificate = outcome.peerCertificate;
    this.peerPolicy = outcome.peerPolicy;
    this.peerEndpoint = outcome.peerEndpoint;
    this.peerWord = outcome.peerWord;
    this.sharedKeys = outcome.sharedKeys;
    this.#noise = noise;
  }

  /** The same on both sides, different for every handshake: names this session to other protocols. */
  get handshakeHash(): Uint8Array {
    return this.#noise.handshakeHash;
  }

  /** A secret of both sides for the use that `label` names. Throws `HANDSHAKE_OUT_OF_ORDER` after disposal. */
  exportSecret(label: string, outputBytes: number): SecretBytes {
    return this.#noise.exportSecret(label, outputBytes);
  }

  /** Overwrites the secrets. */
  [Symbol.dispose](): void {
    this.#noise[Symbol.dispose]();
  }
}
