import { isQForgeError, QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Digest } from '../digest.ts';
import type { ValidatorSet } from '../validator-set.ts';
import { type CertifiedBlock, verifyQuorumCertificate } from './certified-block.ts';
import type { Genesis } from './genesis.ts';
import { decodeSetChange, type SetChange, successorSet } from './set-change.ts';

/** A validator set with the heights that it decides: from `from` until the next one. */
export interface Epoch {
  readonly set: ValidatorSet;
  readonly from: number;
  /** What made it of the set before; absent in the first epoch. */
  readonly change?: SetChange;
}

/**
 * Follows the changes of the validator set alone, from the genesis on: each is a block that a quorum of the set before it has certified, so the blocks
 * between them are not needed. All epochs so far, oldest first.
 *
 * Throws `QUORUM_CERTIFICATE_INVALID`, with the reason behind it as its cause. spec/consensus §7
 */
export function followSetChanges(
  { set, chainId }: Genesis,
  unverified: Iterable<CertifiedBlock>,
  backend: CryptoBackend,
): readonly Epoch[] {
  let present: Epoch = { set, from: 1 };
  const epochs = [present];
  const retired = new Set<Digest>();
  for (const changed of unverified) {
    const next = epochAfter(present, changed, { chainId, retired, backend });
    for (const id of present.set.members) if (next.set.indexOf(id) < 0) retired.add(id);
    present = next;
    epochs.push(next);
  }
  return epochs;
}

function epochAfter(
  { set, from }: Epoch,
  { block, certificate }: CertifiedBlock,
  place: { readonly chainId: Digest; readonly retired: ReadonlySet<Digest>; readonly backend: CryptoBackend },
): Epoch {
  const { decision, height, epoch, setHash, chainId } = block;
  if (decision?.outcome !== 'approved' || decision.proposal.kind !== 'validator-set')
    throw invalid('it changes no set');
  if (chainId !== place.chainId) throw invalid('it is of another chain');
  if (epoch !== set.epoch || setHash !== set.hash || height < from)
    throw invalid('it does not follow the change before');
  if (certificate.step !== 'precommit' || certificate.value !== block.id || certificate.height !== height)
    throw invalid('it is for something else than this block');
  verifyQuorumCertificate(certificate, set, chainId);
  try {
    const change = decodeSetChange(decision.proposal.content);
    const next = successorSet(change, set, place.retired, place.backend);
    if (next.hash === block.nextSetHash) return { set: next, from: height + 2, change };
  } catch (error) {
    if (isQForgeError(error)) throw invalid('its change does not fit', error);
    throw error;
  }
  throw invalid('it names another set than its change makes');
}

function invalid(reason: string, cause?: unknown): QForgeError<'QUORUM_CERTIFICATE_INVALID'> {
  return new QForgeError(
    'QUORUM_CERTIFICATE_INVALID',
    { reason: `of a change of the validators ${reason}` },
    { cause },
  );
}
