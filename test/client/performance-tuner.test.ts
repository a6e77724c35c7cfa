import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type PerformanceSettings, settingsOf } from '../../src/client/performance-modes.ts';
import {
  FEW_MESSAGES_PER_SECOND,
  MANY_MESSAGES_PER_SECOND,
  MAX_TUNING_ENTRIES,
  MOST_RETAINED_TIMES,
  PerformanceTuner,
} from '../../src/client/performance-tuner.ts';
import type { PoolRecommendation, Traffic } from '../../src/network/index.ts';
import { ManualClock } from './manual-clock.ts';

const configured = { small: 1000, medium: 2000, large: 4000 };

function rig(mode: ConstructorParameters<typeof PerformanceTuner>[1] = 'balanced') {
  const [clock, applied, advice] = [new ManualClock(), [] as PerformanceSettings[], [] as PoolRecommendation[]];
  const traffic = { messagesSent: 0 };
  const tuner = new PerformanceTuner(
    {
      clock,
      configured,
      apply: (settings) => applied.push(settings),
      traffic: () => traffic as Traffic,
      poolAdvice: () => advice,
    },
    mode,
  );
  /** A second in which so many messages are sent. */
  const second = (messages: number): number => {
    traffic.messagesSent += messages;
    clock.advance(1000);
    return tuner.adapt();
  };
  return { clock, applied, advice, tuner, second };
}

describe('a performance tuner', () => {
  test('fills records further while many messages are sent, and does not flap at the limit', () => {
    const { tuner, applied, second } = rig();
    const [usual, filled] = (['balanced', 'throughput'] as const).map((mode) => settingsOf(mode, configured).writing);
    second(0);
    assert.equal(second(MANY_MESSAGES_PER_SECOND - 1), 0);
    assert.equal(second(MANY_MESSAGES_PER_SECOND), 3);
    assert.deepEqual(applied.at(-1)?.writing, filled);
    assert.equal(second(FEW_MESSAGES_PER_SECOND), 0);
    assert.equal(second(FEW_MESSAGES_PER_SECOND - 1), 3);
    assert.deepEqual(tuner.settings.writing, usual);
    assert.equal(tuner.log.at(-1)?.why, `${FEW_MESSAGES_PER_SECOND - 1} messages a second were sent.`);
  });

  test('leaves alone what a mode has chosen', () => {
    const { tuner, second } = rig('latency');
    second(0);
    assert.equal(second(10 * MANY_MESSAGES_PER_SECOND), 0);
    assert.deepEqual(tuner.settings, settingsOf('latency', configured));
  });

  test('raises what the pool keeps as its figures speak for, once, and within bounds', () => {
    const { tuner, advice, second } = rig();
    advice.push({ setting: 'small.maxRetainedBytes', present: 1000, proposed: 1500, reason: 'Too few.' });
    advice.push({ setting: 'large.maxRetainedBytes', present: 4000, proposed: 1e12, reason: 'Far too few.' });
    advice.push({ setting: 'medium.bufferBytes', present: 1, proposed: 2, reason: 'Not now.' });
    assert.equal(second(0), 2);
    assert.equal(second(0), 0);
    const large = configured.large * MOST_RETAINED_TIMES;
    assert.deepEqual(tuner.settings.retainedBytes, { small: 1500, medium: 2000, large });
    const memory = rig('memory');
    memory.advice.push(...advice);
    assert.equal(memory.second(0), 0);
  });

  test('its log is bounded', () => {
    const { tuner } = rig();
    for (let turn = 0; turn < MAX_TUNING_ENTRIES; turn += 1) tuner.setMode(turn % 2 === 0 ? 'memory' : 'throughput');
    assert.equal(tuner.log.length, MAX_TUNING_ENTRIES);
    assert.equal(tuner.log.at(-1)?.why, 'The mode is throughput.');
  });
});
