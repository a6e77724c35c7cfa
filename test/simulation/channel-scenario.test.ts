import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ChannelScenario } from './channel-scenario.ts';
import { resultOf, type ScenarioResult } from './scenario-result.ts';
import type { Sabotage } from './simulated-device.ts';

const runChannelScenario = (seed: number): Promise<ScenarioResult> =>
  resultOf(seed, () => new ChannelScenario(seed).run());

const FIRST_SEED = 1;
const SEEDS = 20;

test(`channels keep their promises through the weather of seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}`, async (t) => {
  const failures = new Set<string>();
  let delivered = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const result = await runChannelScenario(seed);
    assert.deepEqual(result.violations, [], `seed ${seed}`);
    delivered += result.delivered;
    for (const code of Object.keys(result.failures)) failures.add(code);
  }
  assert.ok(delivered > SEEDS * 10, 'messages get through');
  for (const code of ['CONNECTION_LOST', 'HOST_UNREACHABLE', 'PEER_REFUSED']) {
    assert.ok(failures.has(code), `the weather brings ${code}`);
  }
  t.diagnostic(`${delivered} messages delivered; ${[...failures].join(', ')}`);
});

/** What once was wrong: a session that came too late to resume a channel ended the channel, with every message in it. */
const ONCE_WRONG = [257, 5226, 5299, 6306];

for (const seed of ONCE_WRONG) {
  test(`seed ${seed} stays right`, async () => {
    assert.deepEqual((await runChannelScenario(seed)).violations, []);
  });
}

test('a seed repeats its run', async () => {
  assert.deepEqual(await runChannelScenario(2), await runChannelScenario(2));
});

describe('what a broken channel would do is found', () => {
  async function violationsWith(sabotage: Sabotage): Promise<string> {
    return (await new ChannelScenario(1, sabotage).run()).violations.join('\n');
  }

  test('a message handed out twice', async () => {
    const found = await violationsWith((message, take) => {
      take(message);
      take(message);
    });
    assert.match(found, /was handed message \d+ twice/);
  });

  test('a changed byte', async () => {
    const found = await violationsWith((message, take) => take(message.with(0, (message[0] ?? 0) ^ 1)));
    assert.match(found, /was handed wrong bytes/);
  });

  test('a message that is acknowledged and not handed out', async () => {
    let count = 0;
    const found = await violationsWith((message, take) => (++count % 5 === 0 ? undefined : take(message)));
    assert.match(found, /was acknowledged, not delivered/);
  });

  test('another order', async () => {
    let held: Uint8Array | undefined;
    const found = await violationsWith((message, take) => {
      const before = held;
      held = before === undefined ? message.slice() : undefined;
      if (before === undefined) return;
      take(message);
      take(before);
    });
    assert.match(found, /was handed message \d+ after \d+/);
  });
});
