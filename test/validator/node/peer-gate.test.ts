import assert from 'node:assert/strict';
import test from 'node:test';
import type { Clock } from '../../../src/base/index.ts';
import type { Block, ConsensusMessage } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  MAX_ASKS_AT_ONCE,
  MAX_BAD_AT_ONCE,
  MAX_KNOWN_AT_ONCE,
  MAX_LATE_AT_ONCE,
} from '../../../src/validator/node/peer-allowance.ts';
import { PeerGate } from '../../../src/validator/node/peer-gate.ts';
import { encodePeerMessage, type PeerMessage } from '../../../src/validator/node/peer-message.ts';
import { fixtureOf, proposalOn, statementOf } from '../consensus-fixture.ts';
import { NodeNetwork, until } from './node-network.ts';

const fixture = fixtureOf();
const vote: ConsensusMessage<Block> = { ...statementOf(fixture, 3, { kind: 'prevote', value: null }), kind: 'prevote' };

/** How many of so many copies come through, and what the others are refused for. */
function flooded(message: Uint8Array, copies: number, height: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const note = (what: string): number => (counts[what] = (counts[what] ?? 0) + 1);
  const clock = { monotonicMs: () => 0 } as Clock;
  const gate = new PeerGate({ backend: nativeBackend, clock, chain: fixture.genesis }, note);
  for (let at = 0; at < copies; at++) if (gate.open('p', message, height) !== undefined) note('open');
  return counts;
}

function known(groups: number): PeerMessage {
  const tags = Array.from({ length: groups }, (_, at) => String(at).padStart(8, '0'));
  const summary = { height: 1, isListening: false, isOfPool: false, pool: '\0'.repeat(8) };
  return { type: 'known', summary: { ...summary, groups: new Map(tags.map((tag) => [tag, new Set([0])])) } };
}

test('of a flood of one peer only so many come through', () => {
  const late = encodePeerMessage({ type: 'consensus', message: vote });
  assert.deepEqual(flooded(late, 5000, 2), { open: MAX_LATE_AT_ONCE, 'too-many-late': 5000 - MAX_LATE_AT_ONCE });
  assert.deepEqual(flooded(late, 5000, 1), { open: 5000 }, 'what belongs to the height is never held back');
  const ask = encodePeerMessage({ type: 'ask-block', height: 1 });
  assert.deepEqual(flooded(ask, 3000, 2), { open: MAX_ASKS_AT_ONCE, 'too-many-asks': 3000 - MAX_ASKS_AT_ONCE });
  const short = encodePeerMessage(known(3));
  assert.deepEqual(flooded(short, 900, 1), { open: MAX_KNOWN_AT_ONCE, 'too-many-known': 900 - MAX_KNOWN_AT_ONCE });
  // 1 + 1024 / 64 each.
  const long = encodePeerMessage(known(1024));
  const open = Math.ceil(MAX_KNOWN_AT_ONCE / 17);
  assert.deepEqual(flooded(long, 90, 1), { open, 'too-many-known': 90 - open });
  assert.deepEqual(flooded(Uint8Array.of(99), 500, 1), {
    malformed: MAX_BAD_AT_ONCE,
    'too-many-bad': 500 - MAX_BAD_AT_ONCE,
  });
});

test('forged votes cost a few verifications, however many there are; the others decide meanwhile', async () => {
  const network = new NodeNetwork();
  await network.startAll();
  await until(() => network.seats.every((seat) => network.at(seat).node.status().isVoting), 'voting');
  const honest = statementOf(network.fixture, 3, { kind: 'prevote', value: null });
  // In the name of another: its signature does not verify.
  const forged = { ...honest, kind: 'prevote', validator: 1 } as ConsensusMessage<Block>;
  const message = encodePeerMessage({ type: 'consensus', message: forged });
  for (let at = 0; at < 2000; at++) network.inject('3', 0, message);
  const proposal = proposalOn(network.fixture, 'meanwhile');
  await network.at(0).node.propose(proposal);
  for (const seat of [0, 1, 2]) {
    assert.equal((await network.at(seat).node.outcomeOf(proposal.id, 30_000))?.outcome, 'approved');
  }
  const { refused } = network.at(0).node.status();
  const verified = refused['bad-signature'] ?? 0;
  // One more comes back each second.
  assert.ok(verified >= MAX_BAD_AT_ONCE && verified < MAX_BAD_AT_ONCE + 30, JSON.stringify(refused));
  assert.ok((refused['too-many-bad'] ?? 0) >= 2000 - verified, JSON.stringify(refused));
  for (const seat of [1, 2]) {
    const others = Object.keys(network.at(seat).node.status().refused).filter((reason) =>
      reason.startsWith('too-many'),
    );
    assert.deepEqual(others, [], 'no honest peer meets a limit');
  }
  await network.stop();
});
