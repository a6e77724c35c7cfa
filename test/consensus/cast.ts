import {
  type Ballot,
  type BallotEntry,
  type Block,
  type BlockContent,
  ChainState,
  createBlock,
  createGenesis,
  createProposal,
  type Decision,
  encodeSetChange,
  type Genesis,
  NO_METHOD_RESULTS,
  type Proposal,
  type ProposalContent,
  type QuorumCertificate,
  type Statement,
  type StatementKind,
  signBallot,
  signStatement,
  ValidatorSet,
  type Verdict,
  VOTE_SCHEME,
  validatorIdOf,
} from '../../src/consensus/index.ts';
import { type CryptoBackend, nativeBackend, type SigningKey } from '../../src/crypto/index.ts';

/** Validators with real keys, in the order of their numbers. */
export interface Cast {
  readonly backend: CryptoBackend;
  readonly keys: readonly SigningKey[];
  readonly set: ValidatorSet;
  readonly genesis: Genesis;
  readonly chain: ChainState;
}

/** A key by a number: the same in every run. */
export function keyOf(seed: number, backend: CryptoBackend = nativeBackend): SigningKey {
  return backend.signature(VOTE_SCHEME).fromSecret(new Uint8Array(32).fill(seed));
}

/** A set of these keys; `approvals` is by default its quorum. */
export function setOf(keys: readonly SigningKey[], epoch = 0, approvals?: number): ValidatorSet {
  const validators = keys.map((key, index) => ({ name: `validator ${index}`, key: key.publicKey.bytes }));
  const least = Math.floor((keys.length + Math.floor((keys.length - 1) / 3)) / 2) + 1;
  return ValidatorSet.of({ epoch, approvals: approvals ?? least, validators }, nativeBackend);
}

/** The keys in the order in which a set numbers them. */
export function inOrder(keys: readonly SigningKey[]): readonly SigningKey[] {
  return keys.toSorted((a, b) => Buffer.compare(a.publicKey.bytes, b.publicKey.bytes));
}

/** So many validators, from key number `from` on, and the chain that they begin. */
export function castOf(count: number, from = 1): Cast {
  const keys = inOrder(Array.from({ length: count }, (_, index) => keyOf(from + index)));
  const set = setOf(keys);
  const genesis = createGenesis('test chain', set, nativeBackend);
  return { backend: nativeBackend, keys, set, genesis, chain: ChainState.of(genesis, nativeBackend) };
}

/** A proposal on the chain of a cast. */
export function proposalOf({ genesis }: Cast, content: Partial<ProposalContent> = {}): Proposal {
  const standard = { kind: 'statement', nonce: new Uint8Array(16), deadlineHeight: 10, title: 'Release 1.0' } as const;
  return createProposal(
    { chainId: genesis.chainId, content: Uint8Array.of(1, 2), ...standard, ...content },
    nativeBackend,
  );
}

/** A ballot of one validator. */
export function ballotOf(cast: Cast, validator: number, proposalId: string, verdict: Verdict = 'approve'): Ballot {
  const { set, genesis, keys } = cast;
  const subject = { chainId: genesis.chainId, epoch: set.epoch, setHash: set.hash, proposalId };
  return signBallot({ ...subject, validator, verdict, methodResults: NO_METHOD_RESULTS }, keyIn(keys, validator));
}

/** Ballots of several validators, as lists hold them. */
export function entriesOf(
  cast: Cast,
  validators: readonly number[],
  proposalId: string,
  verdict?: Verdict,
): BallotEntry[] {
  return validators.map((validator) => {
    const { verdict: said, methodResults, signature } = ballotOf(cast, validator, proposalId, verdict);
    return { validator, verdict: said, methodResults, signature };
  });
}

/** Who joins and who leaves in a change of a cast's set. */
export interface Moves {
  readonly added?: readonly SigningKey[];
  readonly removed?: readonly SigningKey[];
  readonly approvals?: number;
}

/** The content of a proposal that changes the set of a cast; joining validators are named by their keys. */
export function changeOf({ set, keys }: Cast, { added = [], removed = [], approvals }: Moves): Uint8Array {
  const size = keys.length + added.length - removed.length;
  return encodeSetChange({
    base: set.hash,
    approvals: approvals ?? Math.floor((size + Math.floor((size - 1) / 3)) / 2) + 1,
    removed: removed.map((key) => validatorIdOf(key, nativeBackend)),
    added: added.map(({ publicKey }) => ({
      name: `new ${Buffer.from(publicKey.bytes.subarray(0, 4)).toString('hex')}`,
      key: publicKey.bytes,
      contact: Uint8Array.of(7),
    })),
  });
}

/** A cast whose set that change has put in place. */
export function heirOf(cast: Cast, chain: ChainState, moves: Moves): Cast {
  const set = chain.successorBy(changeOf(cast, moves));
  const keys = [...cast.keys.filter((key) => moves.removed?.includes(key) !== true), ...(moves.added ?? [])];
  return { ...cast, set, keys: inOrder(keys) };
}

/** The block that decides a change, approved by so many of each set. */
export function changeBlock(
  cast: Cast,
  chain: ChainState,
  moves: Moves,
  approvals: { readonly old: readonly number[]; readonly new: readonly number[] },
): { readonly block: Block; readonly heir: Cast } {
  const heir = heirOf(cast, chain, moves);
  const nonce = new Uint8Array(16).fill(chain.height);
  const proposal = proposalOf(cast, { kind: 'validator-set', nonce, content: changeOf(cast, moves) });
  const decision = {
    outcome: 'approved',
    proposal,
    ballots: entriesOf(cast, approvals.old, proposal.id),
    newSetBallots: entriesOf(heir, approvals.new, proposal.id),
  } as const;
  return { block: blockOn(chain, decision, { nextSetHash: heir.set.hash }), heir };
}

/** A block that may come next on a chain. */
export function blockOn(chain: ChainState, decision?: Decision, changes: Partial<BlockContent> = {}): Block {
  const place = { chainId: chain.chainId, height: chain.height, previous: chain.previous };
  const sets = { epoch: chain.set.epoch, setHash: chain.set.hash, nextSetHash: chain.nextSet.hash };
  return createBlock({ ...place, ...sets, ...(decision === undefined ? {} : { decision }), ...changes }, nativeBackend);
}

/** A statement of one validator at the end of a chain. */
export function statementAt(
  chain: ChainState,
  kind: StatementKind,
  validator: number,
  changes: Partial<Statement> = {},
): Statement {
  const { chainId, height, set } = chain;
  return { kind, chainId, epoch: set.epoch, height, round: 0, validator, lockRound: -1, value: null, ...changes };
}

/** A certificate of these validators over a block. */
export function certificateOf(
  cast: Cast,
  chain: ChainState,
  block: Block,
  validators: readonly number[],
): QuorumCertificate {
  const votes = validators.map((validator) => {
    const vote = statementAt(chain, 'precommit', validator, { value: block.id });
    return { validator, lockRound: -1, signature: signStatement(vote, keyIn(cast.keys, validator)).signature };
  });
  const { chainId, height, set } = chain;
  return { step: 'precommit', chainId, epoch: set.epoch, height, round: 0, value: block.id, votes };
}

/** The key of a number. */
export function keyIn(keys: readonly SigningKey[], validator: number): SigningKey {
  const key = keys[validator];
  if (key === undefined) throw new RangeError(`there is no key ${validator}`);
  return key;
}
