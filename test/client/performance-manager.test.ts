import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ADAPT_EVERY_MS,
  type PerformanceConfig,
  PerformanceManager,
  type PerformanceSources,
} from '../../src/client/performance-manager.ts';
import type { PerformanceSettings } from '../../src/client/performance-modes.ts';
import type { PoolRecommendation, PoolStats, Traffic } from '../../src/network/index.ts';
import { emptyTier } from '../network/pool-sample.ts';
import { ManualClock } from './manual-clock.ts';

const setup = { foundationSetupMs: 1, cryptoInitMs: 2, networkSetupMs: 3, totalSetupMs: 6 };
const nothing: Traffic = {
  messagesSent: 0,
  messagesReceived: 0,
  messagesAcknowledged: 0,
  messagesLost: 0,
  bytesSent: 0,
  bytesReceived: 0,
  roundTrips: 0,
  roundTripSumMs: 0,
};
const applied: PerformanceSettings[] = [];
const clock = new ManualClock();

function managerOf(
  traffic: Partial<Traffic>,
  pool: Partial<PoolStats> = {},
  uptimeMs = 2000,
  advice: readonly PoolRecommendation[] = [],
  config: Partial<PerformanceConfig> = {},
): PerformanceManager {
  const sources: PerformanceSources = {
    setup,
    uptimeMs: () => uptimeMs,
    traffic: () => ({ ...nothing, ...traffic }),
    pool: () => ({ small: { ...emptyTier, ...pool } }),
    poolAdvice: () => advice,
    configured: { small: 1000, medium: 2000, large: 3000 },
    apply: (settings) => applied.push(settings),
    clock,
  };
  return new PerformanceManager(sources, config);
}

describe('the performance manager', () => {
  it('reports zero where nothing was measured, not a guess', () => {
    const metrics = managerOf({}, {}, 0).getPerformanceMetrics();
    assert.deepEqual(metrics, {
      ...setup,
      quantumSetupMs: 0,
      consensusVerifyMs: 0,
      messageThroughput: 0,
      throughputMps: 0,
      avgLatencyMs: 0,
      successRate: 0,
    });
    assert.deepEqual(managerOf({}).getComprehensiveReport().findings, []);
  });

  it('computes rates over the uptime, latency over timed messages and success over known fates', () => {
    const metrics = managerOf({
      messagesSent: 6,
      messagesReceived: 4,
      messagesAcknowledged: 3,
      messagesLost: 1,
      bytesSent: 1000,
      bytesReceived: 3000,
      roundTrips: 2,
      roundTripSumMs: 5,
    }).getPerformanceMetrics();
    assert.equal(metrics.messageThroughput, 2000);
    assert.equal(metrics.throughputMps, 5);
    assert.equal(metrics.avgLatencyMs, 2.5);
    assert.equal(metrics.successRate, 0.75);
  });

  it('says what is remarkable, and only from enough evidence', () => {
    const slow = managerOf({ roundTrips: 1, roundTripSumMs: 300 }).getComprehensiveReport();
    assert.match(slow.findings.join(), /300\.0 ms on average/);
    const lossy = managerOf({ messagesAcknowledged: 1, messagesLost: 1 }).getComprehensiveReport();
    assert.match(lossy.findings.join(), /1 of 2 messages/);
    const few = managerOf({}, { hits: 1, misses: 9, hitRatio: 0.1 }).getComprehensiveReport();
    assert.deepEqual(few.findings, []);
    const many = managerOf({}, { hits: 100, misses: 900, hitRatio: 0.1 }).getComprehensiveReport();
    assert.match(many.findings.join(), /small buffers .* 10\.0 %/);
  });

  it('says what the pool would have otherwise', () => {
    const reason = 'Much is allocated.';
    const advice = [
      { setting: 'large.bufferBytes', present: 1, proposed: 2, reason },
      { setting: undefined, present: undefined, proposed: undefined, reason: 'Buffers are lost.' },
    ];
    assert.deepEqual(managerOf({}, {}, 2000, advice).getComprehensiveReport().findings, [
      'Much is allocated. Set large.bufferBytes of the pool to 2.',
      'Buffers are lost.',
    ]);
  });

  it('takes the settings of a mode, and its report says which hold and why', () => {
    const manager = managerOf({});
    applied.length = 0;
    manager.setMode('memory');
    assert.deepEqual(applied.at(-1)?.retainedBytes, { small: 125, medium: 250, large: 375 });
    const { mode, settings, tuning } = manager.getComprehensiveReport();
    assert.deepEqual([mode, settings], ['memory', applied.at(-1)]);
    assert.deepEqual(
      tuning.map(({ setting, from, to, why }) => [setting, from, to, why]),
      [
        ['retainedBytes.small', 1000, 125, 'The mode is memory.'],
        ['retainedBytes.medium', 2000, 250, 'The mode is memory.'],
        ['retainedBytes.large', 3000, 375, 'The mode is memory.'],
      ],
    );
  });

  it('follows its figures every ten seconds where it is told to, until its end', () => {
    const advice = [
      { setting: 'small.maxRetainedBytes', present: 1000, proposed: 1500, reason: 'It was let go before.' },
    ];
    const quiet = managerOf({}, {}, 2000, advice);
    const manager = managerOf({}, {}, 2000, advice, { isAdaptive: true, mode: 'latency' });
    clock.advance(ADAPT_EVERY_MS);
    const { settings, tuning } = manager.getComprehensiveReport();
    assert.equal(settings.retainedBytes.small, 1500);
    assert.equal(tuning.at(-1)?.why, 'It was let go before.');
    assert.equal(quiet.getComprehensiveReport().settings.retainedBytes.small, 1000);
    manager[Symbol.dispose]();
    assert.equal(clock.pendingCalls, 0);
  });
});
