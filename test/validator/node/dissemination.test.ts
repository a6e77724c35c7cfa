import assert from 'node:assert/strict';
import test from 'node:test';
import { ChainState, type ConsensusMessage } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { decodePeerMessage, encodePeerMessage } from '../../../src/validator/node/peer-message.ts';
import { manualPolicy } from '../../../src/validator/node/vote-policy.ts';
import { blockAfter, proposalOn, statementOf } from '../consensus-fixture.ts';
import { NodeNetwork, until } from './node-network.ts';
import { openRoster } from './open-roster.ts';

const TYPES = { proposal: 4, ballot: 5, known: 11 } as const;
const OPEN = 60;

/** Counts what is sent from now on: messages and bytes by type. */
function counted(network: NodeNetwork): Map<number, { messages: number; bytes: number; longest: number }> {
  const counts = new Map<number, { messages: number; bytes: number; longest: number }>();
  network.intercept = (_from, _to, message) => {
    const type = message[0] ?? 0;
    const { messages = 0, bytes = 0, longest = 0 } = counts.get(type) ?? {};
    counts.set(type, {
      messages: messages + 1,
      bytes: bytes + message.length,
      longest: Math.max(longest, message.length),
    });
    return message;
  };
  return counts;
}

test('with many open proposals that all know, a repetition costs each peer one short message', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  await until(() => network.at(0).node.status().isVoting, 'voting');
  for (let number = 0; number < OPEN; number++) {
    const proposal = proposalOn(network.fixture, `open ${number}`);
    await network.at(number % 4).node.propose(proposal);
    await until(() => network.seats.every((seat) => network.at(seat).node.status().proposals.length > number), 'all');
    // Two of three ballots that it takes: it stays open.
    for (const seat of [0, 1]) await network.at(seat).node.vote(proposal.id, 'approve');
  }
  const ballots = (seat: number): number =>
    network
      .at(seat)
      .node.status()
      .proposals.reduce((sum, open) => sum + open.ballots, 0);
  await until(() => network.seats.every((seat) => ballots(seat) === 2 * OPEN), 'ballots of all');
  let counts = counted(network);
  await until(() => {
    // What was on its way when all knew is let come; after it there is nothing but repetitions, or there never is.
    if (counts.has(TYPES.proposal) || counts.has(TYPES.ballot)) counts = counted(network);
    return (counts.get(TYPES.known)?.messages ?? 0) >= 60;
  }, 'sixty repetitions that bring nothing');
  assert.ok((counts.get(TYPES.known)?.longest ?? 0) < 200, JSON.stringify([...counts]));
  await network.stop();
});

test('two that can not reach each other hear of each other through the others', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  await until(() => network.at(1).node.status().isVoting, 'voting');
  network.intercept = (from, to, message) => (from + to === '01' || from + to === '10' ? undefined : message);
  const proposal = proposalOn(network.fixture, 'of the first');
  await network.at(0).node.propose(proposal);
  await until(() => network.at(1).node.status().proposals.length === 1, 'the proposal');
  for (const seat of [0, 1, 2]) await network.at(seat).node.vote(proposal.id, 'approve');
  for (const seat of network.seats) {
    assert.equal((await network.at(seat).node.outcomeOf(proposal.id, 30_000))?.outcome, 'approved');
  }
  await network.stop();
});

test('a validator that tells each something else is found out, though nobody hears both from it', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  await network.startAll();
  await until(() => network.seats.every((seat) => network.at(seat).node.status().isVoting), 'voting');
  const { fixture } = network;
  const block = blockAfter(ChainState.of(fixture.genesis, nativeBackend));
  for (const [to, value] of [
    [0, block.id],
    [1, null],
  ] as const) {
    const vote = { ...statementOf(fixture, 3, { kind: 'prevote', value }), kind: 'prevote' } as ConsensusMessage<never>;
    network.inject('3', to, encodePeerMessage({ type: 'consensus', message: vote }));
  }
  for (const seat of [0, 1, 2]) await until(() => (network.disks[seat]?.evidence.size ?? 0) > 0, `evidence at ${seat}`);
  await network.stop();
});

test('one that has left hears only how far it may read; what it says and asks otherwise is refused', async () => {
  const network = new NodeNetwork();
  network.policy = manualPolicy;
  // Since the first block the fourth is no member any more, as all others see it.
  network.roster = {
    ...openRoster,
    standingOf: (peer) => (peer === '3' ? 'former' : 'member'),
    lastHeightOf: (peer) => (peer === '3' ? 1 : Number.POSITIVE_INFINITY),
  };
  for (const seat of [0, 1, 2]) await network.start(seat);
  await until(() => network.seats.every((seat) => network.at(seat).node.status().isVoting), 'voting');
  const heard: Uint8Array[] = [];
  network.intercept = (_from, to, message) => {
    if (to === '3') heard.push(message);
    return message;
  };
  const silent = { receive: () => undefined, peerJoined: () => undefined, stop: () => Promise.resolve() };
  network.join(3, silent);
  for (const title of ['one', 'two']) {
    const proposal = proposalOn(network.fixture, title);
    await network.at(0).node.propose(proposal);
    for (const seat of [0, 1, 2]) {
      await until(() => network.at(seat).node.status().proposals.length > 0, title);
      await network.at(seat).node.vote(proposal.id, 'approve');
    }
    for (const seat of [0, 1, 2]) {
      assert.equal((await network.at(seat).node.outcomeOf(proposal.id, 30_000))?.outcome, 'approved');
    }
  }
  const hellos = heard
    .splice(0)
    .map((message) => decodePeerMessage(message, network.fixture.genesis.chainId, nativeBackend));
  assert.deepEqual(new Set(hellos.map(({ type }) => type)), new Set(['hello']));
  assert.ok(hellos.every((message) => message.type === 'hello' && message.height <= 1));
  assert.ok(hellos.some((message) => message.type === 'hello' && message.height === 1));

  const summary = { height: 3, isListening: true, isOfPool: false, pool: '\0'.repeat(8), groups: new Map() };
  network.inject('3', 0, encodePeerMessage({ type: 'known', summary }));
  for (const height of [2, 1]) network.inject('3', 0, encodePeerMessage({ type: 'ask-block', height }));
  await until(() => heard.length > 0, 'the block');
  assert.deepEqual(
    heard.map((message) => decodePeerMessage(message, network.fixture.genesis.chainId, nativeBackend).type),
    ['block'],
  );
  const { refused } = network.at(0).node.status();
  assert.deepEqual([refused['removed-validator'], (refused['not-needed'] ?? 0) > 0], [1, true]);
  await network.stop();
});
