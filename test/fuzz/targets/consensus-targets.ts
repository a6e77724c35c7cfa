import assert from 'node:assert/strict';
import {
  decodeBallot,
  decodeBallotCertificate,
  decodeBlock,
  decodeEvidence,
  decodeGenesis,
  decodeMessage,
  decodeProposal,
  decodeQuorumCertificate,
  decodeSafetyRecord,
  decodeSetChange,
  decodeSignedStatement,
  encodeBallot,
  encodeBallotCertificate,
  encodeEvidence,
  encodeMessage,
  encodeQuorumCertificate,
  encodeSafetyRecord,
  encodeSetChange,
  encodeSignedStatement,
  type SignedStatement,
  ValidatorSet,
  VOTE_SIGNATURE_BYTES,
} from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { blockOn, castOf, entriesOf, proposalOf, statementAt } from '../../consensus/cast.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget } from '../fuzz-target.ts';

const cast = castOf(4);
const proposal = proposalOf(cast, { title: 'é', deadlineHeight: 3 });
const ballots = entriesOf(cast, [0, 2, 3], proposal.id);
const decided = blockOn(cast.chain, { outcome: 'approved', proposal, ballots, newSetBallots: [] });
const blocks = [blockOn(cast.chain), decided] as const;
const subject = { chainId: cast.genesis.chainId, epoch: 0, setHash: cast.set.hash, proposalId: proposal.id };

/** A statement that nobody has signed: decoders do not verify. */
function statement(chances: Chances, kind: SignedStatement['kind']): SignedStatement {
  const round = chances.between(1, 5);
  const isNil = kind !== 'proposal' && chances.happens(0.3);
  const lockRound = isNil || kind === 'precommit' || chances.happens(0.5) ? -1 : chances.below(round);
  const value = isNil ? null : chances.pick(blocks).id;
  return {
    ...statementAt(cast.chain, kind, chances.below(4), { round, lockRound, value }),
    signature: signature(chances),
  };
}

const signature = (chances: Chances): Uint8Array => new Uint8Array(VOTE_SIGNATURE_BYTES).fill(chances.below(256));
const kind = (chances: Chances): SignedStatement['kind'] => chances.pick(['proposal', 'prevote', 'precommit']);

function votes(chances: Chances): { validator: number; lockRound: number; signature: Uint8Array }[] {
  return [0, 1, 2].map((validator) => ({
    validator: validator + chances.below(2) * 10,
    lockRound: -1,
    signature: signature(chances),
  }));
}

/** What validators take from each other, and from their disks. */
export const consensusTargets: readonly FuzzTarget[] = [
  decoder(
    'validator-set',
    () => cast.set.encoded,
    (unverified) => ValidatorSet.decode(unverified, nativeBackend),
    (decoded, unverified) => assert.deepEqual(decoded.encoded, unverified),
  ),
  decoder(
    'set-change',
    (chances) =>
      encodeSetChange({
        base: cast.set.hash,
        approvals: chances.below(9),
        removed: cast.set.members.slice(chances.below(4)),
        added: cast.keys.slice(chances.below(4)).map(({ publicKey }) => ({
          name: `n${chances.below(9)}`,
          key: publicKey.bytes,
          contact: chances.bytes(chances.below(9)),
        })),
      }),
    decodeSetChange,
    (decoded, unverified) => assert.deepEqual(encodeSetChange(decoded), unverified),
  ),
  decoder(
    'genesis',
    () => cast.genesis.encoded,
    (unverified) => decodeGenesis(unverified, nativeBackend),
    (decoded, unverified) => assert.deepEqual(decoded.encoded, unverified),
  ),
  decoder(
    'proposal',
    (chances) => proposalOf(cast, { nonce: chances.bytes(16), content: chances.bytes(chances.below(60)) }).encoded,
    (unverified) => decodeProposal(unverified, nativeBackend),
    (decoded, unverified) => assert.deepEqual(decoded.encoded, unverified),
  ),
  decoder(
    'ballot',
    (chances) =>
      encodeBallot({ ...subject, ...chances.pick(ballots), verdict: chances.pick(['approve', 'reject', 'abstain']) }),
    decodeBallot,
    (decoded, unverified) => assert.deepEqual(encodeBallot(decoded), unverified),
  ),
  decoder(
    'ballot-certificate',
    (chances) => encodeBallotCertificate({ ...subject, outcome: chances.pick(['approved', 'rejected']), ballots }),
    decodeBallotCertificate,
    (decoded, unverified) => assert.deepEqual(encodeBallotCertificate(decoded), unverified),
  ),
  decoder(
    'block',
    (chances) => chances.pick(blocks).encoded,
    (unverified) => decodeBlock(unverified, nativeBackend),
    (decoded, unverified) => assert.deepEqual(decoded.encoded, unverified),
  ),
  decoder(
    'statement',
    (chances) => encodeSignedStatement(statement(chances, kind(chances))),
    decodeSignedStatement,
    (decoded, unverified) => assert.deepEqual(encodeSignedStatement(decoded), unverified),
  ),
  decoder(
    'consensus-message',
    (chances) => {
      if (chances.happens(0.5)) return encodeMessage({ ...statement(chances, 'prevote'), kind: 'prevote' });
      const block = chances.pick(blocks);
      return encodeMessage({ ...statement(chances, 'proposal'), kind: 'proposal', value: block.id, block });
    },
    (unverified) => decodeMessage(unverified, cast.genesis.chainId, nativeBackend),
    (decoded, unverified) => assert.deepEqual(encodeMessage(decoded), unverified),
  ),
  decoder(
    'quorum-certificate',
    (chances) => {
      const { chainId } = cast.genesis;
      const place = { chainId, epoch: 0, height: 1, round: chances.below(5), value: decided.id };
      return encodeQuorumCertificate({
        step: chances.pick(['prevote', 'precommit']),
        ...place,
        votes: votes(chances).slice(0, 1),
      });
    },
    decodeQuorumCertificate,
    (decoded, unverified) => assert.deepEqual(encodeQuorumCertificate(decoded), unverified),
  ),
  decoder(
    'evidence',
    (chances) =>
      encodeEvidence({
        kind: chances.pick(['equivocation', 'amnesia']),
        first: statement(chances, kind(chances)),
        second: statement(chances, kind(chances)),
      }),
    decodeEvidence,
    (decoded, unverified) => assert.deepEqual(encodeEvidence(decoded), unverified),
  ),
  decoder(
    'safety-record',
    (chances) => {
      const [block, other] = [chances.pick(blocks), chances.pick(blocks)];
      const lock = chances.happens(0.5) ? null : { round: 1, value: block.id, block };
      const valid = chances.happens(0.3) ? null : { round: 2, value: other.id, block: other };
      return encodeSafetyRecord({ statement: statement(chances, 'precommit'), lock, valid });
    },
    (unverified) => decodeSafetyRecord(unverified, nativeBackend),
    (decoded, unverified) => assert.deepEqual(encodeSafetyRecord(decoded), unverified),
  ),
];
