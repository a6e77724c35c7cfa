import {
  type Ballot,
  type Block,
  type CertifiedBlock,
  ChainState,
  createBlock,
  createGenesis,
  createProposal,
  type Decision,
  type Genesis,
  NO_METHOD_RESULTS,
  type Proposal,
  type SignedStatement,
  type Statement,
  signBallot,
  signStatement,
  ValidatorSet,
  validatorIdOf,
} from '../../src/consensus/index.ts';
import { nativeBackend, type SigningKey } from '../../src/crypto/index.ts';

/** A network of validators with all their keys: seat by seat. */
export interface Fixture {
  readonly genesis: Genesis;
  readonly keys: readonly SigningKey[];
}

/** So many validators with fresh keys. */
export function fixtureOf(count = 4): Fixture {
  const keys = Array.from({ length: count }, () => nativeBackend.signature('ML-DSA-65').generate());
  const validators = keys.map((key, index) => ({ name: `v${index}`, key: key.publicKey.bytes }));
  const quorum = Math.floor((count + Math.floor((count - 1) / 3)) / 2) + 1;
  const set = ValidatorSet.of({ epoch: 0, approvals: quorum, validators }, nativeBackend);
  const bySeat = set.members.map((id) => keys.find((key) => validatorIdOf(key, nativeBackend) === id));
  return { genesis: createGenesis('test', set, nativeBackend), keys: bySeat.filter((key) => key !== undefined) };
}

/** A proposal on the chain. */
export function proposalOn({ genesis }: Fixture, title: string, deadlineHeight = 100): Proposal {
  const nonce = nativeBackend.random.fill(new Uint8Array(16));
  const content = new TextEncoder().encode(`content of ${title}`);
  return createProposal(
    { chainId: genesis.chainId, kind: 'statement', nonce, deadlineHeight, title, content },
    nativeBackend,
  );
}

/** The ballot of one seat. */
export function ballotOf(
  fixture: Fixture,
  proposal: Proposal,
  seat: number,
  verdict: Ballot['verdict'] = 'approve',
): Ballot {
  const { genesis, keys } = fixture;
  const { set, chainId } = genesis;
  const key = keys[seat];
  if (key === undefined) throw new RangeError('no such seat');
  const subject = { chainId, epoch: set.epoch, setHash: set.hash, proposalId: proposal.id };
  return signBallot({ ...subject, validator: seat, verdict, methodResults: NO_METHOD_RESULTS }, key);
}

/** A block that decides a proposal, or a tick. */
export function blockAfter(chain: ChainState, decision?: Decision): Block {
  const { chainId, height, previous, set, nextSet } = chain;
  const content = { chainId, height, previous, epoch: set.epoch, setHash: set.hash, nextSetHash: nextSet.hash };
  return createBlock(decision === undefined ? content : { ...content, decision }, nativeBackend);
}

/** A statement of a seat. */
export function statementOf(fixture: Fixture, seat: number, fields: Partial<Statement>): SignedStatement {
  const { genesis, keys } = fixture;
  const key = keys[seat];
  if (key === undefined) throw new RangeError('no such seat');
  const statement = { kind: 'prevote', epoch: 0, height: 1, round: 0, lockRound: -1, value: null } as const;
  return signStatement({ ...statement, chainId: genesis.chainId, validator: seat, ...fields }, key);
}

/** A history of so many ticks, decided by all but the last validator. */
export function historyOf(fixture: Fixture, count: number): readonly CertifiedBlock[] {
  let chain = ChainState.of(fixture.genesis, nativeBackend);
  return Array.from({ length: count }, () => {
    const block = blockAfter(chain);
    const votes = fixture.keys.slice(0, -1).map((_, validator) => {
      const vote = statementOf(fixture, validator, { kind: 'precommit', height: chain.height, value: block.id });
      return { validator, lockRound: -1, signature: vote.signature };
    });
    const { chainId, height } = chain;
    chain = chain.append(block);
    return { block, certificate: { step: 'precommit', chainId, epoch: 0, height, round: 0, value: block.id, votes } };
  });
}
