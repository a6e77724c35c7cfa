import { type Clock, isQForgeError } from '../../base/index.ts';
import type { ChainState, Digest } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { PeerAllowance } from './peer-allowance.ts';
import { decodePeerMessage, type PeerMessage } from './peer-message.ts';

/** Groups of a summary that count as one more. */
const GROUPS_EACH = 64;

/** What no honest peer hands over: it verifies what it passes on. */
const BAD: ReadonlySet<string> = new Set([
  'malformed',
  'bad-signature',
  'bad-ballot',
  'bad-cosignature',
  'bad-certificate',
  'wrong-block',
]);

/** Why a message of a peer is refused before anything of it is verified: the peer has used up its allowance. */
type Excess = 'too-many-late' | 'too-many-known' | 'too-many-asks' | 'too-many-bad';

/** What a gate works with. */
export interface PeerGateOptions {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  /** Of the chain whose messages are read. */
  readonly chain: Pick<ChainState, 'chainId'>;
}

/** Reads messages of peers, and refuses those of a flood before they cost more. */
export class PeerGate {
  readonly #backend: CryptoBackend;
  readonly #chainId: Digest;
  readonly #allowance: PeerAllowance;
  readonly #refuse: (reason: string, peer: string) => void;

  constructor({ backend, clock, chain }: PeerGateOptions, refuse: (reason: string, peer: string) => void) {
    this.#backend = backend;
    this.#chainId = chain.chainId;
    this.#allowance = new PeerAllowance(clock);
    this.#refuse = refuse;
  }

  /** Reads a message; undefined when it is none, or one too many. `height` is the one to be decided. */
  open(peer: string, unverified: Uint8Array, height: number): PeerMessage | undefined {
    if (!this.#allowance.has(peer, 'bad')) return this.#refused('too-many-bad', peer);
    const message = this.#decoded(peer, unverified);
    if (message === undefined) return undefined;
    const excess = this.#excessOf(peer, message, height);
    return excess === undefined ? message : this.#refused(excess, peer);
  }

  /** Counts a refusal; what no honest peer hands over, against the peer. */
  refuse(reason: string, peer: string): void {
    if (BAD.has(reason)) this.#allowance.take(peer, 'bad');
    this.#refuse(reason, peer);
  }

  #refused(reason: Excess | 'malformed', peer: string): undefined {
    this.refuse(reason, peer);
    return undefined;
  }

  #decoded(peer: string, unverified: Uint8Array): PeerMessage | undefined {
    try {
      return decodePeerMessage(unverified, this.#chainId, this.#backend);
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      return this.#refused('malformed', peer);
    }
  }

  #excessOf(peer: string, message: PeerMessage, height: number): Excess | undefined {
    switch (message.type) {
      case 'consensus': {
        const isLate = message.message.height < height;
        return isLate && !this.#allowance.take(peer, 'late') ? 'too-many-late' : undefined;
      }
      case 'known': {
        const count = 1 + Math.floor(message.summary.groups.size / GROUPS_EACH);
        return this.#allowance.take(peer, 'known', count) ? undefined : 'too-many-known';
      }
      case 'ask-block':
      case 'ask-proof':
        return this.#allowance.take(peer, 'asks') ? undefined : 'too-many-asks';
      default:
        return undefined;
    }
  }
}
