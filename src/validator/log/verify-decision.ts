import { QForgeError } from '../../base/index.ts';
import {
  type CertifiedBlock,
  type DecisionOutcome,
  type Digest,
  verifyQuorumCertificate,
} from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend } from '../../crypto/index.ts';
import { parseTlogProof, TreeHasher, verifyTlogProof } from '../../tlog/index.ts';
import { decodeDecided } from '../journal/decision-journal.ts';
import { type ValidatorNetwork, witnessesOf } from '../setup/network-file.ts';
import { type DecisionLeaf, decodeLeaf } from './decision-leaf.ts';
import { logOrigin } from './decision-log.ts';

/** What a decision proves, to somebody who asks nobody. */
export interface VerifiedDecision {
  readonly outcome: DecisionOutcome | 'tick';
  readonly height: number;
  readonly proposal: Digest;
  readonly title: string;
  /** Validators that signed the block. */
  readonly signers: readonly string[];
  /** Entries of the log at the checkpoint of the receipt. */
  readonly logSize: number;
  /** Validators that cosigned that checkpoint. */
  readonly cosigners: number;
}

/**
 * Checks a receipt and a certified block against a network that is pinned, offline. spec/decision-log §8
 *
 * Blocks of a later validator set than the pinned one are refused: their proof is the history that put it in place.
 * Throws `MALFORMED`, `NOTE_UNVERIFIED`, `LOG_PROOF_INVALID`, `QUORUM_CERTIFICATE_INVALID`.
 */
export function verifyDecision(
  network: ValidatorNetwork,
  unverified: { readonly receipt: Uint8Array; readonly decision: Uint8Array },
  backend: CryptoBackend = nativeBackend,
): VerifiedDecision {
  const { set, chainId } = network.genesis;
  const receipt = parseTlogProof(unverified.receipt);
  const entry = receipt.extra ?? new Uint8Array();
  const witnesses = witnessesOf(network, backend);
  const policy = { origin: logOrigin(chainId), logKeys: [], witnesses, threshold: set.quorum };
  const checkpoint = verifyTlogProof(new TreeHasher(backend), receipt, entry, policy);
  const leaf = decodeLeaf(entry);
  if (leaf.height !== receipt.index + 1) throw invalid('its leaf stands in another place');
  const decided = decodeDecided(unverified.decision, backend);
  requireSame(leaf, decided);
  if (leaf.setHash !== set.hash) throw invalid('another validator set than the pinned one decided it');
  verifyQuorumCertificate(decided.certificate, set, chainId);
  return {
    outcome: leaf.outcome,
    height: leaf.height,
    proposal: leaf.proposalId,
    title: decided.block.decision?.proposal.title ?? '',
    signers: decided.certificate.votes.map(({ validator }) => set.at(validator).name),
    logSize: checkpoint.size,
    cosigners: checkpoint.note.signedBy.length,
  };
}

/** The block is that of the leaf, and the certificate is over the block. */
function requireSame(leaf: DecisionLeaf, { block, certificate }: CertifiedBlock): void {
  if (block.id !== leaf.blockId) throw invalid('it is for another block');
  if (certificate.step !== 'precommit' || certificate.value !== block.id || certificate.height !== block.height) {
    throw new QForgeError('QUORUM_CERTIFICATE_INVALID', { reason: 'it is for something else than this block' });
  }
}

function invalid(reason: string): QForgeError<'LOG_PROOF_INVALID'> {
  return new QForgeError('LOG_PROOF_INVALID', { what: 'receipt', reason });
}
