import assert from 'node:assert/strict';
import test from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import {
  type BallotCertificate,
  ConsensusEngine,
  encodeBallot,
  MAX_SESSIONS,
  verifyBallotCertificate,
} from '../../src/consensus/index.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { ballotOf, blockOn, castOf, certificateOf, entriesOf, keyIn, keyOf, proposalOf } from './cast.ts';

const cast = castOf(4);
const { genesis, backend } = cast;
const content = Buffer.from('sha256 of the release');

/** One engine for each validator. */
function engines(): readonly ConsensusEngine[] {
  return cast.keys.map((key) => new ConsensusEngine({ genesis, backend, clock: systemClock, key }));
}

function single(): ConsensusEngine {
  return new ConsensusEngine({ genesis, backend, clock: systemClock, key: keyIn(cast.keys, 0) });
}

test('engine creation: it knows its validators, its seat and its place in the log', () => {
  const engine = single();
  assert.deepEqual(
    engine.validators.map(({ name }) => name),
    ['validator 0', 'validator 1', 'validator 2', 'validator 3'],
  );
  assert.deepEqual([engine.seat, engine.chain.height, engine.sessions.length], [0, 1, 0]);
  const watcher = new ConsensusEngine({ genesis, backend, clock: systemClock });
  assert.equal(watcher.seat, undefined);
  assert.equal(new ConsensusEngine({ genesis, backend, clock: systemClock, key: keyOf(99) }).seat, undefined);
});

test('consensus proposal: four engines vote on it, and each ends with a certificate that a stranger verifies', () => {
  const all = engines();
  const [first] = all;
  assert.ok(first !== undefined);
  const { proposal } = first.propose({ title: 'Release 1.0', content });
  for (const engine of all) assert.equal(engine.receiveProposal(proposal.encoded).status, 'pending');
  const ballots = all.slice(0, 3).map((engine) => engine.vote(proposal.id, 'approve'));
  const certificates: BallotCertificate[] = [];
  for (const [index, engine] of all.entries()) {
    for (const ballot of ballots) if (ballot.validator !== index) engine.receiveBallot(encodeBallot(ballot));
    const { status, certificate, votes, confidence } = engine.session(proposal.id);
    assert.deepEqual([status, votes.approve, confidence], ['approved', 3, 2 / 3]);
    assert.ok(certificate !== undefined);
    certificates.push(certificate);
  }
  for (const certificate of certificates) verifyBallotCertificate(certificate, genesis.set, genesis.chainId);
});

test('a validator says one thing on a proposal, as often as it is asked', () => {
  const engine = single();
  const { proposal } = engine.propose({ title: 'Release 1.0', content });
  const ballot = engine.vote(proposal.id, 'reject');
  assert.equal(engine.vote(proposal.id, 'reject'), ballot);
  assert.throws(() => engine.vote(proposal.id, 'approve'), { code: 'BALLOT_REFUSED' });
  assert.throws(() => engine.vote('ab'.repeat(32), 'approve'), { code: 'PROPOSAL_UNKNOWN' });
  const watcher = new ConsensusEngine({ genesis, backend, clock: systemClock });
  watcher.receiveProposal(proposal.encoded);
  assert.throws(() => watcher.vote(proposal.id, 'approve'), { code: 'VALIDATOR_UNKNOWN' });
});

test('after a restart its own ballot comes back first, and binds it', () => {
  const before = single();
  const { proposal } = before.propose({ title: 'Release 1.0', content });
  const kept = encodeBallot(before.vote(proposal.id, 'reject'));
  const after = single();
  after.receiveProposal(proposal.encoded);
  after.receiveBallot(kept);
  assert.throws(() => after.vote(proposal.id, 'approve'), { code: 'BALLOT_REFUSED' });
});

test('bad ballots are refused with a typed reason, counted, and kept where they prove something', () => {
  const engine = single();
  const { proposal } = engine.propose({ title: 'Release 1.0', content });
  const sound = ballotOf(cast, 1, proposal.id);
  const refused = (bytes: Uint8Array, code: string): void => {
    assert.throws(() => engine.receiveBallot(bytes), { code });
  };
  engine.receiveBallot(encodeBallot(sound));
  refused(encodeBallot({ ...sound, verdict: 'reject' }), 'BALLOT_REFUSED');
  refused(encodeBallot({ ...sound, epoch: 1 }), 'BALLOT_REFUSED');
  refused(encodeBallot({ ...sound, chainId: 'ab'.repeat(32) }), 'BALLOT_REFUSED');
  refused(encodeBallot({ ...sound, validator: 4 }), 'VALIDATOR_UNKNOWN');
  refused(encodeBallot({ ...sound, proposalId: 'ab'.repeat(32) }), 'PROPOSAL_UNKNOWN');
  refused(new Uint8Array(7), 'MALFORMED');
  refused(encodeBallot(ballotOf(cast, 1, proposal.id, 'reject')), 'BALLOT_REFUSED');
  assert.equal(engine.receiveBallot(encodeBallot(sound)).votes.approve, 1, 'a duplicate is none');
  assert.deepEqual(Object.fromEntries(engine.refusals), {
    BALLOT_REFUSED: 4,
    VALIDATOR_UNKNOWN: 1,
    PROPOSAL_UNKNOWN: 1,
    MALFORMED: 1,
  });
  assert.deepEqual(
    engine.doubleBallots.map(({ first, second }) => [first.verdict, second.verdict]),
    [['approve', 'reject']],
  );
});

test('bad proposals are refused: of another chain, past their deadline, oversize, decided', () => {
  const engine = single();
  const foreign = proposalOf(cast, { chainId: 'ab'.repeat(32) });
  assert.throws(() => engine.receiveProposal(foreign.encoded), { code: 'PROPOSAL_REFUSED' });
  assert.throws(() => engine.receiveProposal(proposalOf(cast, { deadlineHeight: 0 }).encoded), /deadline/u);
  assert.throws(() => engine.receiveProposal(new Uint8Array(2 ** 19)), { code: 'MALFORMED' });
  assert.throws(() => engine.propose({ title: 'x', content: new Uint8Array(2 ** 19) }), { code: 'PROPOSAL_REFUSED' });
  assert.equal(engine.sessions.length, 0);
});

test('the log settles proposals, also as expired, and they are not opened again', () => {
  const engine = single();
  const { proposal } = engine.propose({ title: 'Release 1.0', content, lifetimeHeights: 1 });
  let chain = engine.chain;
  const history = [undefined, undefined, { outcome: 'expired', proposal, ballots: [], newSetBallots: [] } as const].map(
    (decision) => {
      const block = blockOn(chain, decision);
      const certified = { block, certificate: certificateOf(cast, chain, block, [0, 1, 2]) };
      chain = chain.append(block);
      return certified;
    },
  );
  engine.follow(history.slice(0, 2));
  assert.equal(engine.session(proposal.id).status, 'pending', 'that time has passed proves nothing');
  engine.follow(history.slice(2));
  assert.deepEqual([engine.session(proposal.id).status, engine.session(proposal.id).settledBy], ['expired', 'log']);
  assert.equal(engine.chain.height, 4);
  engine.cleanUp(0);
  assert.throws(() => engine.receiveProposal(proposal.encoded), /decided before/u);
  assert.throws(() => engine.follow(history), { code: 'BLOCK_INVALID' });
  assert.equal(engine.chain.height, 4, 'nothing is taken of a history that fails');
});

test('the ballots of an engine make a block that the chain takes', () => {
  const [first, second, third] = engines();
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const { proposal } = first.propose({ title: 'Release 1.0', content });
  for (const engine of [second, third]) {
    engine.receiveProposal(proposal.encoded);
    first.receiveBallot(encodeBallot(engine.vote(proposal.id, 'approve')));
  }
  first.vote(proposal.id, 'approve');
  const ballots = first.ballots(proposal.id);
  assert.ok(first.chain.isValid(blockOn(first.chain, { outcome: 'approved', proposal, ballots, newSetBallots: [] })));
  assert.deepEqual(entriesOf(cast, [0], proposal.id)[0]?.verdict, ballots[0]?.verdict);
});

test('settled sessions are cleaned up after a while, pending ones stay', async () => {
  const time = new SimulatedTime();
  const engine = new ConsensusEngine({ genesis, backend, clock: time, key: keyIn(cast.keys, 0) });
  const settled = engine.propose({ title: 'one', content }).proposal;
  const pending = engine.propose({ title: 'two', content }).proposal;
  for (const validator of [1, 2, 3]) engine.receiveBallot(encodeBallot(ballotOf(cast, validator, settled.id)));
  assert.equal(engine.cleanUp(1000), 0);
  await time.settled(time.passes(1000), 2000);
  assert.equal(engine.cleanUp(1000), 1);
  assert.throws(() => engine.session(settled.id), { code: 'PROPOSAL_UNKNOWN' });
  assert.equal(engine.session(pending.id).status, 'pending');
});

test('so many proposals are open at once, and no more', () => {
  const engine = single();
  for (let count = 0; count < MAX_SESSIONS; count++) engine.propose({ title: 'many', content });
  assert.throws(() => engine.propose({ title: 'one more', content }), /open already/u);
});

test('verification methods: a ballot names the results behind its verdict', async () => {
  const engine = single();
  const { proposal } = engine.propose({ title: 'Release 1.0', content });
  const digest = backend.hash('SHA3-256').digest(content);
  const verification = await engine.comprehensiveVerify({ integrity: { algorithm: 'SHA3-256', content, digest } });
  assert.ok(verification.passed);
  const ballot = engine.vote(proposal.id, 'approve', verification);
  assert.notEqual(ballot.methodResults, '0'.repeat(64));
  const other = single();
  other.receiveProposal(proposal.encoded);
  assert.notEqual(other.vote(proposal.id, 'approve').methodResults, ballot.methodResults);
});
