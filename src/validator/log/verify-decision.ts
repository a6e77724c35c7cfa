import { QForgeError } from '../../base/index.ts';
import {
  type CertifiedBlock,
  type DecisionOutcome,
  type Digest,
  NO_METHOD_RESULTS,
  type Verdict,
  verifyQuorumCertificate,
} from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend } from '../../crypto/index.ts';
import { parseCheckpoint, parseSignedNote, parseTlogProof, TreeHasher, verifyTlogProof } from '../../tlog/index.ts';
import { decodeDecided } from '../journal/decision-journal.ts';
import type { Membership } from '../setup/membership.ts';
import { membershipOf, type ValidatorNetwork } from '../setup/network-file.ts';
import { type DecisionLeaf, decodeLeaf } from './decision-leaf.ts';
import { logOrigin } from './decision-log.ts';

/** What a decision proves, to somebody who asks nobody. */
export interface VerifiedDecision {
  readonly outcome: DecisionOutcome | 'tick';
  readonly height: number;
  /** The epoch whose validators decided it. */
  readonly epoch: number;
  readonly proposal: Digest;
  readonly title: string;
  /** Validators that signed the block. */
  readonly signers: readonly string[];
  /** Ballots of the set that decided, as they stand in the block; none in a tick. */
  readonly ballots: readonly ShownBallot[];
  /** Entries of the log at the checkpoint of the receipt. */
  readonly logSize: number;
  /** Validators that cosigned that checkpoint. */
  readonly cosigners: number;
}

/** What one validator said, and what it rests on. */
export interface ShownBallot {
  readonly validator: string;
  readonly verdict: Verdict;
  /** Digest of the results of verification methods that it signed; null when none was run: a ballot by hand, or by a program. */
  readonly methodResults: Digest | null;
}

/**
 * Checks a receipt and a certified block against a network that is pinned, offline. spec/decision-log §8
 *
 * A decision of a later epoch needs a network file with the changes of the set up to it; they are verified from the genesis on.
 * Throws `MALFORMED`, `NOTE_UNVERIFIED`, `LOG_PROOF_INVALID`, `QUORUM_CERTIFICATE_INVALID`.
 */
export function verifyDecision(
  network: ValidatorNetwork,
  unverified: { readonly receipt: Uint8Array; readonly decision: Uint8Array },
  backend: CryptoBackend = nativeBackend,
): VerifiedDecision {
  const { chainId } = network.genesis;
  const membership = membershipOf(network, backend);
  const receipt = parseTlogProof(unverified.receipt);
  const entry = receipt.extra ?? new Uint8Array();
  const leaf = decodeLeaf(entry);
  if (leaf.epoch > membership.latest.set.epoch) throw tooOld(leaf.epoch, membership);
  const { size } = parseCheckpoint(parseSignedNote(receipt.checkpoint).text);
  const { witnesses, set: cosigning } = membership.at(size + 1);
  const policy = { origin: logOrigin(chainId), logKeys: [], witnesses, threshold: cosigning.quorum };
  const checkpoint = verifyTlogProof(new TreeHasher(backend), receipt, entry, policy);
  if (leaf.height !== receipt.index + 1) throw invalid('its leaf stands in another place');
  const decided = decodeDecided(unverified.decision, backend);
  requireSame(leaf, decided);
  const { set } = membership.at(leaf.height);
  if (leaf.setHash !== set.hash) throw invalid('another validator set than that of its height decided it');
  verifyQuorumCertificate(decided.certificate, set, chainId);
  return {
    outcome: leaf.outcome,
    height: leaf.height,
    epoch: leaf.epoch,
    proposal: leaf.proposalId,
    title: decided.block.decision?.proposal.title ?? '',
    signers: decided.certificate.votes.map(({ validator }) => set.at(validator).name),
    ballots: (decided.block.decision?.ballots ?? []).map(({ validator, verdict, methodResults }) => ({
      validator: set.at(validator).name,
      verdict,
      methodResults: methodResults === NO_METHOD_RESULTS ? null : methodResults,
    })),
    logSize: checkpoint.size,
    cosigners: checkpoint.note.signedBy.length,
  };
}

function tooOld(epoch: number, { latest }: Membership): QForgeError<'LOG_PROOF_INVALID'> {
  return invalid(
    `validators of epoch ${epoch} decided it, and the network file knows those up to epoch ${latest.set.epoch}: take a newer one of the same chain`,
  );
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
