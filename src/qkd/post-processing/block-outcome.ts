import type { AuthenticationKey } from './authentication-key.ts';
import { PAD_BYTES_PER_BLOCK } from './authentication-key.ts';
import type { BlockContext } from './block-context.ts';
import type { ClassCounts } from './block-estimate.ts';
import { collisionBound, HASH_BITS } from './polynomial-hash.ts';

/** What one end has of a block, the key included. */
export interface EndOutcome {
  /** The final key; its owner wipes it. */
  readonly key: Uint8Array;
  readonly detections: number;
  readonly sifted: number;
  readonly counts: readonly ClassCounts[];
  readonly chsh: number | undefined;
  /** Bits that reconciliation turned over. */
  readonly corrected: number;
  /** Bits disclosed by reconciliation and by the hash that verified the key. */
  readonly leakedBits: number;
  readonly authenticationBits: number;
  /** Probabilities that the keys differ, and that a changed message passed. */
  readonly correctness: number;
  readonly forgeryBound: number;
}

/** Bits of each key that pay for the tags of a later block. */
export const AUTHENTICATION_BITS: number = 8 * PAD_BYTES_PER_BLOCK;

/** What an end has found out of a block that both ends have authenticated. */
export interface BlockFindings extends Pick<EndOutcome, 'detections' | 'sifted' | 'counts' | 'chsh' | 'corrected'> {
  /** The key before it has paid for tags; it is wiped. */
  readonly fresh: Uint8Array;
  /** Bits that reconciliation disclosed. */
  readonly disclosed: number;
  /** Length of the key that was verified, in blocks of the hash. */
  readonly verifiedBlocks: number;
}

/** What comes of a block at one end; its key pays for the tags of a later block. */
export function endOutcome({ dialogue, authentication }: BlockContext, findings: BlockFindings): EndOutcome {
  const { fresh, disclosed, verifiedBlocks, ...found } = findings;
  return {
    ...found,
    key: payForAuthentication(fresh, authentication),
    leakedBits: disclosed + HASH_BITS,
    authenticationBits: AUTHENTICATION_BITS,
    correctness: collisionBound(verifiedBlocks),
    forgeryBound: dialogue.forgeryBound,
  };
}

/** Puts the first bytes of a fresh key into the authentication key and returns the rest. */
function payForAuthentication(fresh: Uint8Array, authentication: AuthenticationKey): Uint8Array {
  authentication.refill(fresh.subarray(0, PAD_BYTES_PER_BLOCK));
  const key = fresh.slice(PAD_BYTES_PER_BLOCK);
  fresh.fill(0);
  return key;
}
