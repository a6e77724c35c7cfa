import assert from 'node:assert/strict';
import test from 'node:test';
import { encodePeerMessage } from '../../../src/validator/node/peer-message.ts';
import { fixtureOf, statementOf } from '../consensus-fixture.ts';
import { runKills } from './kill-rounds.ts';
import { KillWitness } from './kill-witness.ts';

test('a validator that is killed at any operation of its disk never votes twice and loses nothing acknowledged', async (t) => {
  const seed = Date.now();
  t.diagnostic(`seed ${seed}; more by npm run validator-kills`);
  const result = await runKills(4, seed);
  assert.deepEqual(result.violations, []);
  assert.equal(result.kills, 4);
});

test('a disk that forgets votes is noticed', async () => {
  const { violations } = await runKills(25, 2, true);
  assert.ok(violations.length > 0);
});

test('two statements for one step, and a height that is gone, are violations', () => {
  const fixture = fixtureOf(4);
  const { chainId } = fixture.genesis;
  const witness = new KillWitness(3, chainId);
  const vote = (value: string | null): Uint8Array =>
    encodePeerMessage({ type: 'consensus', message: { ...statementOf(fixture, 3, { value }), kind: 'prevote' } });
  witness.sent(vote(null));
  witness.sent(vote(null));
  assert.deepEqual(witness.violations, []);
  witness.sent(vote(chainId));
  assert.equal(witness.violations.length, 1);
  witness.sent(encodePeerMessage({ type: 'hello', chainId, height: 2 }));
  witness.cameBack(['a']);
  witness.cameBack(['b', 'c']);
  assert.equal(witness.violations.length, 3);
});
