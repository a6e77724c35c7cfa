import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import {
  isQForgeError,
  type RandomSource,
  type SecurityEvent,
  type SecuritySignal,
  silentLogger,
  silentMetrics,
  systemClock,
} from '../../src/base/index.ts';
import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { estimateEntropy } from '../../src/security/entropy-estimate.ts';
import type { EntropySource } from '../../src/security/entropy-source.ts';
import { bitsOf, testRandomness } from '../../src/security/randomness-tests.ts';
import { type FoundationOptions, SecurityFoundation } from '../../src/security/security-foundation.ts';

const withRandom = (random: RandomSource): CryptoBackend =>
  Object.assign(Object.create(nativeBackend) as CryptoBackend, { random });

const optionsOf = (changes: Partial<FoundationOptions> = {}): FoundationOptions => ({
  backend: nativeBackend,
  clock: systemClock,
  logger: silentLogger,
  metrics: silentMetrics,
  ...changes,
});

function deviceWith(t: TestContext, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-foundation-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'device');
  writeFileSync(path, bytes);
  return path;
}

const random = (length: number): Uint8Array => nativeBackend.random.fill(new Uint8Array(length));
/** The system's generator as it would be if it were the same in every run. */
const predictable = (): RandomSource => {
  let state = 1;
  return {
    fill: (target) => {
      for (let index = 0; index < target.length; index += 1) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        target[index] = (state >>> 16) & 0xff;
      }
      return target;
    },
  };
};

describe('entropy generation', () => {
  test('gives bytes for keys that no test tells from random ones (false alarm: 1e-6)', async () => {
    const foundation = await SecurityFoundation.open(optionsOf());
    const bytes = foundation.fill(new Uint8Array(125_000));
    assert.ok(estimateEntropy(bytes).minEntropy > 7.5);
    // The collision estimate is known to err on the safe side by about a tenth.
    assert.ok(estimateEntropy(bitsOf(bytes)).minEntropy > 0.85);
    for (const [name, p] of Object.entries(testRandomness(bitsOf(bytes)))) assert.ok(p > 1e-7, `${name}: ${String(p)}`);
    const report = foundation.report();
    assert.equal(report.isHealthy, true);
    assert.deepEqual(
      report.sources.map(({ name, problem }) => [name, problem]),
      [['system', undefined]],
    );
    assert.ok((report.sources[0]?.samples ?? 0) >= 126_024);
  });

  test('comes back after the system has passed a fresh start-up test, and each step is told', async () => {
    const events: SecurityEvent[] = [];
    const signals: SecuritySignal[] = [];
    let isStuck = false;
    const backend = withRandom({ fill: (target) => (isStuck ? target.fill(7) : nativeBackend.random.fill(target)) });
    const sinks = {
      events: { emit: (event: SecurityEvent) => events.push(event) },
      signals: (s: SecuritySignal) => signals.push(s),
    };
    const foundation = await SecurityFoundation.open(optionsOf({ backend, ...sinks }));
    isStuck = true;
    await foundation.retest();
    assert.equal(foundation.report().isHealthy, false, 'it is looked at even when nobody draws from it');
    await foundation.retest();
    assert.throws(() => foundation.fill(new Uint8Array(8)));
    isStuck = false;
    assert.throws(() => foundation.requireHealthy(), 'not before it was tested');
    await foundation.retest();
    foundation.requireHealthy();
    assert.equal(foundation.fill(new Uint8Array(8)).length, 8);
    assert.deepEqual(
      events.map(({ type, severity, subject }) => [type, severity, subject]),
      [
        ['entropy-excluded', 'critical', 'system'],
        ['entropy-readmitted', 'info', 'system'],
      ],
    );
    assert.deepEqual(signals, [{ type: 'entropy-failed', name: 'system', required: true }]);
  });

  test('refuses when the system is stuck or biased, at the start and later', async () => {
    const stuck = withRandom({ fill: (target) => target.fill(7) });
    const unhealthy = (error: unknown): boolean => isQForgeError(error, 'ENTROPY_UNHEALTHY');
    await assert.rejects(SecurityFoundation.open(optionsOf({ backend: stuck })), unhealthy);
    let isStuck = false;
    const failing = withRandom({
      fill: (target) => (isStuck ? target.fill(7) : nativeBackend.random.fill(target)),
    });
    const foundation = await SecurityFoundation.open(optionsOf({ backend: failing }));
    isStuck = true;
    const target = new Uint8Array(64).fill(1);
    assert.throws(() => foundation.fill(target), unhealthy);
    assert.ok(target.every((byte) => byte === 0));
    isStuck = false;
    assert.throws(() => foundation.fill(target), unhealthy);
    assert.equal(foundation.report().isHealthy, false);
  });
});

describe('QRNG generation', () => {
  test('mixes a device in: what comes out depends on it, and is still random', async (t) => {
    const outputs: string[] = [];
    for (const device of [random(4096), random(4096)]) {
      const options = { backend: withRandom(predictable()), devices: [deviceWith(t, device)] };
      const foundation = await SecurityFoundation.open(optionsOf(options));
      const bytes = foundation.fill(new Uint8Array(20_000));
      assert.ok(testRandomness(bitsOf(bytes)).frequency > 1e-6);
      outputs.push(Buffer.from(bytes).toString('hex'));
      assert.deepEqual(
        foundation.report().sources.map(({ problem }) => problem),
        [undefined, undefined],
      );
    }
    assert.notEqual(outputs[0], outputs[1]);
    const same = await SecurityFoundation.open(optionsOf({ backend: withRandom(predictable()) }));
    assert.notEqual(Buffer.from(same.fill(new Uint8Array(20_000))).toString('hex'), outputs[0]);
  });

  test('does without a source that repeats another: the later one is left out', async () => {
    const stream = random(4096);
    const source = (name: string, from: number): EntropySource => ({
      name,
      provenance: 'a test',
      entropyBits: 1,
      read: (bytes) => Promise.resolve(stream.slice(from, from + bytes)),
    });
    const sources = [source('first', 0), source('echo', 3), source('other', 2048)];
    const foundation = await SecurityFoundation.open(optionsOf({ sources }));
    assert.deepEqual(
      foundation.report().sources.map(({ name, problem }) => [name, problem]),
      [
        ['system', undefined],
        ['first', undefined],
        ['echo', 'repeats another'],
        ['other', undefined],
      ],
    );
  });

  test('is not the same for the jitter of two machines, on which nothing depends', async () => {
    const outputs = await Promise.all(
      [1n, 1n, 2n].map(async (step) => {
        let now = 0n;
        const timer = (): bigint => (now += step * (now % 5n === 0n ? 3n : 1n));
        const foundation = await SecurityFoundation.open(optionsOf({ backend: withRandom(predictable()), timer }));
        return Buffer.from(foundation.fill(new Uint8Array(32))).toString('hex');
      }),
    );
    assert.equal(outputs[0], outputs[1]);
    assert.notEqual(outputs[0], outputs[2]);
  });

  test('leaves out a device that is stuck, biased or gone, says so, and goes on with the system', async (t) => {
    const told: string[] = [];
    const logger = { log: (...entry: readonly unknown[]) => told.push(JSON.stringify(entry)) };
    const biased = random(4096).map((byte, index) => (index % 4 === 1 ? byte : 0x11));
    const devices = [deviceWith(t, new Uint8Array(4096)), deviceWith(t, biased), deviceWith(t, random(10))];
    const foundation = await SecurityFoundation.open(optionsOf({ logger, devices: [...devices, '/nowhere/at/all'] }));
    assert.deepEqual(
      foundation.report().sources.map(({ problem }) => problem),
      [undefined, 'stuck', 'biased', 'unreadable'],
    );
    assert.equal(told.length, 3);
    assert.equal(foundation.report().isHealthy, true);
    assert.equal(foundation.fill(new Uint8Array(32)).length, 32);
    await foundation.gather();
    assert.equal(told.length, 3);
  });
});
