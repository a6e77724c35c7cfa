import { type ErrorCode, type ErrorDetails, isQForgeError, QForgeError, SecretBytes } from '../../base/index.ts';
import type { KeyBlock } from '../../qkd/index.ts';

/** What the thread of a link says about the block it was asked for. */
export type LinkAnswer =
  | {
      readonly kind: 'block';
      readonly alice: Uint8Array<ArrayBuffer>;
      readonly bob: Uint8Array<ArrayBuffer>;
      readonly report: KeyBlock['report'];
    }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly details: ErrorDetails[ErrorCode] };

/** A block for another thread, out of memory that is to be handed over with it: nothing stays behind. */
export function blockAnswer({ alice, bob, report }: KeyBlock): Extract<LinkAnswer, { kind: 'block' }> {
  using own = alice;
  using theirs = bob;
  return { kind: 'block', alice: own.expose().slice(), bob: theirs.expose().slice(), report };
}

/** Why there is no block, for another thread. Rethrows what is no error of the catalogue. */
export function failureAnswer(error: unknown): LinkAnswer {
  if (!isQForgeError(error)) throw error;
  return { kind: 'failure', code: error.code, details: error.details };
}

/** The block of an answer, whose bytes are overwritten. Throws the error of the other thread, of the same code and details. */
export function blockOf(answer: LinkAnswer): KeyBlock {
  if (answer.kind === 'failure') throw new QForgeError(answer.code, answer.details);
  return { alice: SecretBytes.take(answer.alice), bob: SecretBytes.take(answer.bob), report: answer.report };
}
