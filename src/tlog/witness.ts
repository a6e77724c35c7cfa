import { QForgeError } from '../base/index.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import type { TreeHead } from './compact-range.ts';
import { verifyConsistency } from './consistency-proof.ts';
import type { NoteSigner } from './note-signer.ts';
import { type NoteVerifier, openSignedNote } from './note-verifier.ts';
import { type NoteSignature, parseSignedNote } from './signed-note.ts';
import type { TreeHasher } from './tree-hasher.ts';
import type { WitnessRequest } from './witness-request.ts';

/** What a witness remembers of each log: the head it cosigned last. */
export interface WitnessMemory {
  /** The head cosigned last for the log; undefined if none was. */
  last(origin: string): Promise<TreeHead | undefined>;
  /** Keeps a head, durably, before it returns. */
  remember(origin: string, head: TreeHead): Promise<void>;
}

/** What a witness answers. */
export type WitnessAnswer =
  | { readonly outcome: 'cosigned'; readonly signature: NoteSignature }
  /** The request begins at another size than the last cosigned one, which is told: ask again from there. */
  | { readonly outcome: 'conflict'; readonly size: number };

/** What a witness is made of. */
export interface WitnessOptions {
  readonly hasher: TreeHasher;
  readonly signer: NoteSigner;
  readonly memory: WitnessMemory;
  /** The keys that each known log signs with. */
  readonly logs: ReadonlyMap<string, readonly NoteVerifier[]>;
}

/**
 * A witness: it cosigns only growth. C2SP tlog-witness, `add-checkpoint`.
 *
 * A head is remembered before its cosignature leaves, so that a crash can lose an answer, never a memory. Requests are dealt with
 * one after the other: a check and its memory are one step.
 */
export class Witness {
  readonly #options: WitnessOptions;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  /**
   * Cosigns the checkpoint, or says from which size on it wants a proof.
   * Throws `MALFORMED`, `NOTE_UNVERIFIED`, `LOG_PROOF_INVALID` or `WITNESS_REFUSED`.
   */
  async cosign(unverified: WitnessRequest, timestampSeconds: number): Promise<WitnessAnswer> {
    const turn = this.#queue.then(async () => this.#cosignNow(unverified, timestampSeconds));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #cosignNow(unverified: WitnessRequest, timestampSeconds: number): Promise<WitnessAnswer> {
    const { hasher, memory, signer } = this.#options;
    const { checkpoint, text } = this.#openFromLog(unverified.checkpoint);
    if (unverified.oldSize > checkpoint.size)
      throw refused(checkpoint, 'it is smaller than what it is said to grow from');
    const last = (await memory.last(checkpoint.origin)) ?? { size: 0, root: hasher.empty() };
    if (unverified.oldSize !== last.size) return { outcome: 'conflict', size: last.size };
    verifyConsistency(hasher, unverified.proof, last, checkpoint);
    if (checkpoint.size > last.size) await memory.remember(checkpoint.origin, checkpoint);
    return { outcome: 'cosigned', signature: signer.sign(text, timestampSeconds) };
  }

  /** The checkpoint, if a known log signed it. */
  #openFromLog(unverified: Uint8Array): { readonly checkpoint: Checkpoint; readonly text: string } {
    const { origin } = parseCheckpoint(parseSignedNote(unverified).text);
    const keys = this.#options.logs.get(origin);
    if (keys === undefined) {
      throw new QForgeError('WITNESS_REFUSED', { origin, reason: 'the log is unknown to it' });
    }
    const { text } = openSignedNote(unverified, keys);
    return { checkpoint: parseCheckpoint(text), text };
  }
}

function refused({ origin }: Checkpoint, reason: string): QForgeError<'WITNESS_REFUSED'> {
  return new QForgeError('WITNESS_REFUSED', { origin, reason });
}
