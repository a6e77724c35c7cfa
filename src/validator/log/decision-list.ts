import type { Digest, Verdict } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type DecisionJournal, decodeDecided } from '../journal/decision-journal.ts';

/** Decisions that are listed at once. */
export const MAX_LISTED_DECISIONS = 100;

/** One entry of the decision log as it is listed. */
export interface ListedDecision {
  readonly height: number;
  readonly blockId: Digest;
  readonly epoch: number;
  readonly outcome: 'tick' | 'approved' | 'rejected' | 'expired';
  /** Undefined for a tick. */
  readonly proposal?: Digest;
  readonly kind?: string;
  readonly title?: string;
  /** Ballots in the block, by verdict. */
  readonly ballots: Readonly<Record<Verdict, number>>;
  /** Precommits in the certificate of the block. */
  readonly votes: number;
  /** Whether a checkpoint that a quorum cosigned speaks of it: then there is a receipt. */
  readonly hasReceipt: boolean;
}

/** Decided blocks below a height, newest first, out of the journal. */
export async function listDecisions(
  parts: { readonly decisions: DecisionJournal; readonly backend: CryptoBackend; readonly trustedSize: number },
  { before, count }: { readonly before: number; readonly count: number },
): Promise<readonly ListedDecision[]> {
  const { decisions, backend, trustedSize } = parts;
  const listed: ListedDecision[] = [];
  const last = Math.min(decisions.height, before - 1);
  for (let height = last; height > Math.max(0, last - count); height -= 1) {
    const encoded = await decisions.encodedAt(height);
    if (encoded === undefined) break;
    const { block, certificate } = decodeDecided(encoded, backend);
    const { id: blockId, epoch, decision } = block;
    const ballots = { approve: 0, reject: 0, abstain: 0 };
    for (const { verdict } of decision?.ballots ?? []) ballots[verdict] += 1;
    const common = {
      height,
      blockId,
      epoch,
      ballots,
      votes: certificate.votes.length,
      hasReceipt: height <= trustedSize,
    };
    if (decision === undefined) listed.push({ ...common, outcome: 'tick' });
    else {
      const { id: proposal, kind, title } = decision.proposal;
      listed.push({ ...common, outcome: decision.outcome, proposal, kind, title });
    }
  }
  return listed;
}
