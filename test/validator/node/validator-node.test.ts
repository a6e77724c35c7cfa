import assert from 'node:assert/strict';
import test from 'node:test';
import { defined, isQForgeError } from '../../../src/base/index.ts';
import { ChainState, decodeEvidence, verifyEvidence } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { decodePeerMessage, encodePeerMessage } from '../../../src/validator/node/peer-message.ts';
import { manualPolicy } from '../../../src/validator/node/vote-policy.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { ballotOf, blockAfter, fixtureOf, proposalOn, statementOf } from '../consensus-fixture.ts';
import { type NodeDisk, NodeNetwork, until } from './node-network.ts';

async function decide(network: NodeNetwork, through: number, title: string): Promise<number> {
  const proposal = proposalOn(network.fixture, title);
  const { node } = network.at(through);
  await node.propose(proposal);
  const decided = await node.outcomeOf(proposal.id, 30_000);
  assert.equal(decided?.outcome, 'approved');
  return decided.height;
}

/** All that run have the same history as far as the shortest goes. */
async function assertAgreement(network: NodeNetwork): Promise<void> {
  const stores = network.seats.map((seat) => network.at(seat).storage.decisions);
  const common = Math.min(...stores.map(({ height }) => height));
  for (let height = 1; height <= common; height++) {
    const blocks = await Promise.all(stores.map(async (store) => (await store.encodedAt(height))?.slice(0, 200)));
    for (const block of blocks) assert.deepEqual(block, blocks[0]);
  }
}

test('four validators decide, and all fold the same log under cosignatures of each other', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  for (let number = 0; number < 3; number++) await decide(network, number, `decision ${number}`);
  await until(() => network.seats.every((seat) => network.at(seat).log.trustedSize === 3), 'trusted logs');
  const [first] = network.seats.map((seat) => network.at(seat).log.cosigners.length);
  assert.ok((first ?? 0) >= 3);
  await assertAgreement(network);
  await network.stop();
});

test('nothing that a validator has signed leaves before it is on its disk, and what is signed together is written together', async () => {
  const network = new NodeNetwork();
  const early: string[] = [];
  let own = 0;
  network.intercept = (from, _to, bytes) => {
    const message = decodePeerMessage(bytes, network.fixture.genesis.chainId, nativeBackend);
    if (message.type !== 'consensus' && message.type !== 'ballot') return bytes;
    const { votes, ballots } = defined(network.disks[Number(from)], 'a disk');
    const [signed, medium] = message.type === 'consensus' ? [message.message, votes] : [message.ballot, ballots];
    if (signed.validator !== Number(from)) return bytes;
    own += 1;
    if (!Buffer.from(medium.durable).includes(signed.signature)) early.push(message.type);
    return bytes;
  };
  await network.startAll();
  await decide(network, 0, 'one');
  await until(() => network.seats.every((seat) => network.at(seat).storage.decisions.height === 1), 'all have it');
  assert.deepEqual(early, []);
  assert.ok(own > 0);
  // Beside the head a write and a sync each time: at least the proposer has signed its prevote with its proposal.
  const writes = network.disks.reduce((sum, { votes }) => sum + (votes.operations - 1) / 2, 0);
  const records = network.seats.reduce((sum, seat) => sum + network.at(seat).storage.votes.messagesAt(1).length, 0);
  assert.ok(writes < records, `${writes} writes of ${records} statements`);
  await network.stop();
});

test('what others have said is on the disk before long, also where nobody votes', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  const proposal = proposalOn(network.fixture, 'undecided');
  await network.at(0).node.propose(proposal);
  const isKept = ({ ballots }: NodeDisk): boolean => Buffer.from(ballots.durable).includes(proposal.encoded);
  assert.ok(isKept(defined(network.disks[0], 'a disk')), 'that of the operator is there when it is acknowledged');
  await until(() => network.disks.every(isKept), 'the others have it on their disks');
  await network.stop();
});

test('with one of four away it goes on; with two away it stands still, and goes on when one is back', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  await decide(network, 0, 'all');
  await network.kill(3);
  await decide(network, 0, 'three');
  await network.kill(2);
  const proposal = proposalOn(network.fixture, 'two');
  await network.at(0).node.propose(proposal);
  assert.equal(await network.at(0).node.outcomeOf(proposal.id, 500), undefined);
  await network.start(3);
  assert.equal((await network.at(0).node.outcomeOf(proposal.id, 30_000))?.outcome, 'approved');
  await until(() => network.at(3).storage.decisions.height === 3, 'catch-up');
  await assertAgreement(network);
  await network.stop();
});

test('a partition stops the smaller side; healed, it catches up', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  await until(() => network.at(3).node.status().isVoting, 'voting');
  network.partition([3]);
  await decide(network, 0, 'without the fourth');
  assert.equal(network.at(3).storage.decisions.height, 0);
  network.heal();
  await until(() => network.at(3).storage.decisions.height === 1, 'catch-up');
  await decide(network, 3, 'together');
  await assertAgreement(network);
  await network.stop();
});

test('a validator whose votes were restored from a backup does not vote', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  const backup = network.disks[1]?.votes.durable;
  // The height is begun and can't end: two are cut off after everybody has voted.
  network.intercept = (_from, _to, message) => (message[0] === 3 && message[2] === 2 ? undefined : message);
  await network.at(0).node.propose(proposalOn(network.fixture, 'held up'));
  await until(() => network.at(1).node.status().step === 'precommit', 'a vote');
  await network.kill(1);
  network.disks[1]?.votes.tamper(() => backup ?? new Uint8Array());
  const { failures, node } = await network.start(1);
  await until(() => failures.length > 0, 'the validator notices');
  assert.ok(isQForgeError(failures[0], 'VALIDATOR_ROLLED_BACK'));
  assert.equal(node.status().isVoting, false);
  await network.stop();
});

test('a log of decisions that was rolled back, and a journal that is missing, are noticed at the start', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  const before = network.disks[2]?.decisions.durable;
  await decide(network, 0, 'one');
  await decide(network, 0, 'two');
  await until(() => network.at(2).storage.decisions.height === 2, 'all have it');
  await network.kill(2);
  network.disks[2]?.decisions.tamper(() => before ?? new Uint8Array());
  await assertRejected('VALIDATOR_ROLLED_BACK', () => network.start(2));
  const stripped = { ...network.disks[2], votes: network.disks[0]?.votes } as never;
  await assertRejected('JOURNAL_DAMAGED', async () => {
    Object.assign(network.disks as unknown[], { 2: stripped });
    await network.start(2);
  });
  await network.stop();
});

test('forged, strange, duplicate, wrong-chain and oversize input is refused, counted, and changes nothing', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  await until(() => network.at(0).node.status().isVoting, 'voting');
  const stranger = fixtureOf();
  const { fixture } = network;
  const proposal = proposalOn(fixture, 'known');
  await network.at(0).node.propose(proposal);
  const say = (message: Parameters<typeof encodePeerMessage>[0]): void =>
    network.inject('3', 0, encodePeerMessage(message));
  say({ type: 'proposal', proposal: proposalOn(stranger, 'of another chain') });
  say({ type: 'ballot', ballot: { ...ballotOf(fixture, proposal, 2), verdict: 'reject' } });
  say({ type: 'ballot', ballot: ballotOf(fixture, proposalOn(fixture, 'unheard of'), 2) });
  say({ type: 'consensus', message: { ...statementOf(stranger, 1, {}), kind: 'prevote' } });
  say({ type: 'consensus', message: { ...statementOf(fixture, 1, { epoch: 7 }), kind: 'prevote' } });
  say({ type: 'consensus', message: { ...statementOf(fixture, 1, {}), validator: 2, kind: 'prevote' } });
  say({ type: 'hello', chainId: stranger.genesis.chainId, height: 99 });
  say({ type: 'cosignature', size: 0, line: 'x' });
  network.inject('3', 0, Uint8Array.of(99));
  network.inject('3', 0, new Uint8Array(20_000_000));
  await until(() => (network.at(0).node.status().refused['malformed'] ?? 0) >= 2, 'refusals');
  const { refused } = network.at(0).node.status();
  for (const reason of ['wrong-chain', 'bad-ballot', 'unknown-proposal', 'wrong-epoch', 'bad-signature', 'malformed']) {
    assert.ok((refused[reason] ?? 0) > 0, `${reason} in ${JSON.stringify(refused)}`);
  }
  assert.equal(network.at(0).storage.decisions.height, 0);
  await network.stop();
});

test('two votes of one validator in one place are kept as evidence that anyone can check', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  await until(() => network.at(0).node.status().isVoting, 'voting');
  const { fixture } = network;
  const block = blockAfter(ChainState.of(fixture.genesis, nativeBackend));
  for (const value of [block.id, null]) {
    const vote = statementOf(fixture, 3, { kind: 'prevote', value });
    network.inject('3', 0, encodePeerMessage({ type: 'consensus', message: { ...vote, kind: 'prevote' } }));
  }
  await until(() => (network.disks[0]?.evidence.size ?? 0) > 0, 'evidence');
  for (const bytes of network.disks[0]?.evidence.values() ?? []) {
    verifyEvidence(decodeEvidence(bytes), fixture.genesis.set, fixture.genesis.chainId);
  }
  await network.stop();
});

test('two ballots of one validator on one proposal: the first counts, both are kept', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  await until(() => network.at(0).node.status().isVoting, 'voting');
  const proposal = proposalOn(network.fixture, 'contested');
  await network.at(0).node.propose(proposal);
  for (const verdict of ['reject', 'approve'] as const) {
    const ballot = ballotOf(network.fixture, proposal, 3, verdict);
    network.inject('3', 0, encodePeerMessage({ type: 'ballot', ballot }));
  }
  await until(() => network.at(0).node.status().refused['conflicting-ballot'] === 1, 'conflict');
  assert.equal(network.disks[0]?.evidence.size, 1);
  await network.stop();
});

test('what too many reject is rejected; what nobody answers expires as the log grows', async () => {
  const network = new NodeNetwork();
  network.policy = (proposal) => Promise.resolve(proposal.title === 'unwanted' ? 'reject' : undefined);
  await network.startAll();
  const [unwanted, forgotten] = [proposalOn(network.fixture, 'unwanted'), proposalOn(network.fixture, 'forgotten', 2)];
  const { node } = network.at(0);
  await node.propose(unwanted);
  assert.equal((await node.outcomeOf(unwanted.id, 30_000))?.outcome, 'rejected');
  await node.propose(forgotten);
  assert.equal((await node.outcomeOf(forgotten.id, 30_000))?.outcome, 'expired');
  await assertRejected('VALIDATOR_REQUEST_REFUSED', () => node.propose(unwanted));
  await assertRejected('VALIDATOR_REQUEST_REFUSED', () => node.vote(unwanted.id, 'approve'));
  await network.stop();
});

test('a policy that breaks down leaves the verdict to the operator', async () => {
  const network = new NodeNetwork(1);
  network.policy = () => Promise.reject(new TypeError('broken'));
  await network.startAll();
  const { node, failures } = network.at(0);
  const proposal = proposalOn(network.fixture, 'unjudged');
  await node.propose(proposal);
  await node.vote(proposal.id, 'approve');
  assert.equal((await node.outcomeOf(proposal.id, 30_000))?.outcome, 'approved');
  assert.deepEqual(failures, []);
  await network.stop();
});

test('a disk that fails stops the validator, and the others go on', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  await decide(network, 0, 'one');
  network.disks[2]?.votes.failWith({ after: 1, code: 'EIO' });
  await decide(network, 0, 'two');
  await until(() => network.at(2).failures.length > 0, 'the validator stops');
  assert.ok(isQForgeError(network.at(2).failures[0], 'JOURNAL_FAILED'));
  await network.kill(2);
  await network.start(2);
  await decide(network, 2, 'three');
  await assertAgreement(network);
  await network.stop();
});
