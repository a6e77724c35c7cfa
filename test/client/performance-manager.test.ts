import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PerformanceManager, type PerformanceSources } from '../../src/client/performance-manager.ts';
import type { PoolRecommendation, PoolStats, Traffic } from '../../src/network/index.ts';
import { emptyTier } from '../network/pool-sample.ts';

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
function managerOf(
  traffic: Partial<Traffic>,
  pool: Partial<PoolStats> = {},
  uptimeMs = 2000,
  advice: readonly PoolRecommendation[] = [],
): PerformanceManager {
  const sources: PerformanceSources = {
    setup,
    uptimeMs: () => uptimeMs,
    traffic: () => ({ ...nothing, ...traffic }),
    pool: () => ({ small: { ...emptyTier, ...pool } }),
    poolAdvice: () => advice,
  };
  return new PerformanceManager(sources);
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
});
