import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type ErrorCode,
  isQForgeError,
  type KeySource,
  QForgeError,
  SecretBytes,
  type SharedKey,
} from '../../../src/base/index.ts';
import { GuardedKeySource, KME_CIRCUIT_FAILURES } from '../../../src/qkd/etsi/guarded-key-source.ts';
import { ErrorStatistics } from '../../../src/resilience/index.ts';
import { middle } from '../../resilience/failures.ts';
import { RecordingLogger, RecordingMetrics } from '../../resilience/recording-sinks.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';

const kme = 'https://kme';
const unreachable = new QForgeError('KME_UNREACHABLE', { kme, reason: 'ECONNREFUSED' });
const lost = new QForgeError('KME_REPLY_LOST', { kme, call: 'enc_keys', reason: 'ECONNRESET' });
const empty = new QForgeError('KME_UNAVAILABLE', { kme, reason: 'no keys' });

/** A key manager that fails as it is told. */
class ToldSource implements KeySource {
  readonly name = 'qkd';
  readonly simulated = true;
  readonly localEndpoint = 'alice';
  calls = 0;
  failure: QForgeError | undefined;

  async nextKey(): Promise<SharedKey> {
    this.calls += 1;
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return { keyId: String(this.calls), key: SecretBytes.copyOf(new Uint8Array(32)) };
  }

  keyById(): Promise<SharedKey> {
    return this.nextKey();
  }
}

async function rig() {
  const [source, time, logger] = [new ToldSource(), new SimulatedTime(), new RecordingLogger()];
  const errors = new ErrorStatistics(time);
  const guard = { clock: time, random: middle, logger, metrics: new RecordingMetrics(), errors };
  const guarded = await GuardedKeySource.create(source, guard);
  const codeOf = async (): Promise<ErrorCode | undefined> => {
    try {
      await time.settled(guarded.nextKey('bob'), 60_000);
      return undefined;
    } catch (error) {
      return isQForgeError(error) ? error.code : 'INTERNAL';
    }
  };
  return { source, time, logger, guarded, codeOf, errors };
}

describe('a guarded source of keys', () => {
  test('tells of the stock where the source can, and only there', async () => {
    const { guarded, time, logger } = await rig();
    assert.equal(guarded.stock, undefined);
    const stock = { storedKeys: 3, maxKeys: 9, qber: undefined, keyRateBitsPerSecond: undefined };
    const telling = Object.assign(new ToldSource(), { stock: () => Promise.resolve(stock) });
    const guard = { clock: time, random: middle, logger, metrics: new RecordingMetrics() };
    assert.deepEqual(await (await GuardedKeySource.create(telling, guard)).stock?.('bob'), stock);
  });

  test('asks once more when nothing of the call reached the key manager', async () => {
    const { source, time, guarded, codeOf, errors, logger } = await rig();
    assert.deepEqual([guarded.name, guarded.localEndpoint, guarded.simulated], ['qkd', 'alice', true]);
    source.failure = unreachable;
    time.schedule(100, () => {
      source.failure = undefined;
    });
    assert.deepEqual([await codeOf(), source.calls], [undefined, 2]);
    source.failure = unreachable;
    assert.deepEqual([await codeOf(), source.calls], ['KME_UNREACHABLE', 4]);
    assert.equal(errors.figures().byCode['KME_UNREACHABLE']?.total, 3, 'what was recovered from counts too');
    assert.deepEqual(logger.lines, ['info error retry', 'info error retry', 'error error escalation']);
  });

  test('never asks again when a key may have been handed out, or when there is an answer', async () => {
    for (const failure of [lost, empty]) {
      const { source, codeOf } = await rig();
      source.failure = failure;
      assert.deepEqual([await codeOf(), source.calls], [failure.code, 1]);
    }
  });

  test('leaves a key manager alone that keeps failing, and tries it again after a rest', async () => {
    const { source, time, logger, guarded, codeOf } = await rig();
    source.failure = lost;
    for (let call = 0; call < KME_CIRCUIT_FAILURES; call += 1) assert.equal(await codeOf(), 'KME_REPLY_LOST');
    assert.equal(await codeOf(), 'CIRCUIT_OPEN');
    assert.equal(source.calls, KME_CIRCUIT_FAILURES);
    assert.deepEqual(logger.lines, ['warn circuit open']);
    source.failure = undefined;
    await time.settled(time.passes(1000), 1000);
    await time.settled(guarded.keyById('bob', 'id'), 1000);
    assert.equal(await codeOf(), undefined);
  });

  test('does not count it against a key manager that it has no keys', async () => {
    const { source, codeOf } = await rig();
    source.failure = empty;
    for (let call = 0; call < 20; call += 1) assert.equal(await codeOf(), 'KME_UNAVAILABLE');
  });
});
