import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  isQForgeError,
  type RandomSource,
  type SecurityEvent,
  type SecuritySignal,
  silentLogger,
  silentMetrics,
} from '../../src/base/index.ts';
import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { GuardedBackend } from '../../src/security/guarded-backend.ts';
import { SecurityFoundation } from '../../src/security/security-foundation.ts';
import { ENTROPY_REVIEW_MS, SystemEntropy } from '../../src/security/system-entropy.ts';
import { MAX_READMISSIONS, STARTUP_SAMPLES } from '../../src/security/watched-source.ts';
import { ManualClock } from '../client/manual-clock.ts';

const isUnhealthy = (error: unknown): boolean => isQForgeError(error, 'ENTROPY_UNHEALTHY');

/** A generator that does what it is told, and counts what is drawn. */
class Generator implements RandomSource {
  state: 'sound' | 'stuck' | 'gone' = 'sound';
  draws = 0;

  fill<T extends Uint8Array>(target: T): T {
    this.draws += 1;
    if (this.state === 'gone') throw new Error('gone');
    if (this.state === 'stuck') return target.fill(7);
    return nativeBackend.random.fill(target);
  }
}

const backendOn = (random: RandomSource): CryptoBackend =>
  Object.assign(Object.create(nativeBackend) as CryptoBackend, { random });

interface Follower {
  readonly foundation: SecurityFoundation;
  readonly backend: GuardedBackend;
  readonly told: string[];
}

/** What a client has of it. */
async function clientOn(random: RandomSource, clock: ManualClock): Promise<Follower> {
  const told: string[] = [];
  const backend = backendOn(random);
  const foundation = await SecurityFoundation.open({
    backend,
    clock,
    logger: silentLogger,
    metrics: silentMetrics,
    events: { emit: ({ type }: SecurityEvent) => told.push(type) },
    signals: ({ type }: SecuritySignal) => told.push(type),
  });
  foundation.keepReviewed();
  return { foundation, told, backend: new GuardedBackend({ backend, clock, entropy: foundation, keys: 'ephemeral' }) };
}

const clientsOn = async (random: RandomSource, clock: ManualClock): Promise<Follower[]> => [
  await clientOn(random, clock),
  await clientOn(random, clock),
  await clientOn(random, clock),
];

describe('the health of the system, shared by all clients of a process', () => {
  test('is tested once in ten seconds, however many there are, and not at all without any', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    const clients = await clientsOn(generator, clock);
    assert.equal(clock.pendingCalls, 1);
    const before = generator.draws;
    for (let review = 0; review < 5; review += 1) clock.advance(ENTROPY_REVIEW_MS);
    assert.equal(generator.draws - before, 5);
    const samples = clients.map(({ foundation }) => foundation.report().sources[0]?.samples);
    assert.deepEqual(new Set(samples), new Set([8 * STARTUP_SAMPLES]));
    clients[0]?.foundation.close();
    clock.advance(ENTROPY_REVIEW_MS);
    assert.equal(generator.draws - before, 6);
    for (const { foundation } of clients) foundation.close();
    assert.equal(clock.pendingCalls, 0);
  });

  test('fails all of them closed when a review fails, tells each once, and lets all go on after the test', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    const clients = await clientsOn(generator, clock);
    generator.state = 'stuck';
    clock.advance(ENTROPY_REVIEW_MS);
    for (const { backend, foundation } of clients) {
      assert.throws(() => backend.kem('ML-KEM-768').generate(), isUnhealthy);
      assert.throws(() => backend.diffieHellman('X25519').generate(), isUnhealthy);
      assert.throws(() => foundation.fill(new Uint8Array(16)), isUnhealthy);
      assert.equal(foundation.report().isHealthy, false);
    }
    clock.advance(ENTROPY_REVIEW_MS);
    generator.state = 'sound';
    for (const { foundation } of clients) assert.throws(() => foundation.requireHealthy(), isUnhealthy);
    clock.advance(ENTROPY_REVIEW_MS);
    for (const { backend, told } of clients) {
      assert.ok(backend.kem('ML-KEM-768').generate());
      assert.deepEqual(told, ['entropy-excluded', 'entropy-failed', 'entropy-readmitted']);
    }
  });

  test('fails all of them closed when one of them draws what fails', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    const [drawing, ...others] = await clientsOn(generator, clock);
    generator.state = 'stuck';
    const target = new Uint8Array(64).fill(1);
    assert.throws(() => drawing?.foundation.fill(target), isUnhealthy);
    assert.ok(target.every((byte) => byte === 0));
    for (const { backend, told } of others) {
      assert.throws(() => backend.kem('ML-KEM-768').generate(), isUnhealthy);
      assert.deepEqual(told, ['entropy-excluded', 'entropy-failed']);
    }
  });

  test('sees what repeats over the draws of several clients', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    const clients = await clientsOn(generator, clock);
    generator.state = 'stuck';
    // Two bytes each are too few for one stream; six equal ones in a row fail.
    assert.equal(clients[0]?.foundation.fill(new Uint8Array(2)).length, 2);
    assert.equal(clients[1]?.foundation.fill(new Uint8Array(2)).length, 2);
    assert.throws(() => clients[2]?.foundation.fill(new Uint8Array(2)), isUnhealthy);
    for (const { foundation } of clients) assert.throws(() => foundation.requireHealthy(), isUnhealthy);
  });

  test('a generator that gives nothing any more is left out, and looked at again', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    const { foundation } = await clientOn(generator, clock);
    generator.state = 'gone';
    clock.advance(ENTROPY_REVIEW_MS);
    assert.equal(foundation.report().sources[0]?.problem, 'unreadable');
    clock.advance(ENTROPY_REVIEW_MS);
    assert.throws(() => foundation.requireHealthy(), isUnhealthy);
    generator.state = 'sound';
    clock.advance(ENTROPY_REVIEW_MS);
    foundation.requireHealthy();
  });

  test('a client that comes after a failure is refused while the generator fails, and brings it back when it does not', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    generator.state = 'stuck';
    await assert.rejects(clientOn(generator, clock), isUnhealthy);
    await assert.rejects(clientOn(generator, clock), isUnhealthy);
    generator.state = 'sound';
    const { foundation, told } = await clientOn(generator, clock);
    assert.equal(foundation.report().isHealthy, true);
    assert.deepEqual(told, []);
  });

  test('after three returns it is out for good, for those that come later too', async () => {
    const [clock, generator] = [new ManualClock(), new Generator()];
    const { foundation } = await clientOn(generator, clock);
    for (let time = 0; time <= MAX_READMISSIONS; time += 1) {
      generator.state = 'stuck';
      clock.advance(ENTROPY_REVIEW_MS);
      generator.state = 'sound';
      clock.advance(ENTROPY_REVIEW_MS);
    }
    assert.throws(() => foundation.requireHealthy(), isUnhealthy);
    await assert.rejects(clientOn(generator, clock), isUnhealthy);
  });

  test('is another one for another source of randomness', async () => {
    const clock = new ManualClock();
    const [bad, good] = [new Generator(), new Generator()];
    const [failing, sound] = [await clientOn(bad, clock), await clientOn(good, clock)];
    bad.state = 'stuck';
    clock.advance(ENTROPY_REVIEW_MS);
    assert.throws(() => failing.foundation.requireHealthy(), isUnhealthy);
    sound.foundation.requireHealthy();
    assert.notEqual(SystemEntropy.of(bad), SystemEntropy.of(good));
    assert.equal(SystemEntropy.of(bad), SystemEntropy.of(bad));
  });

  test('of two clocks each has its own rounds', async () => {
    const [one, other, generator] = [new ManualClock(), new ManualClock(), new Generator()];
    const clients = [await clientOn(generator, one), await clientOn(generator, other)];
    const before = generator.draws;
    one.advance(ENTROPY_REVIEW_MS);
    other.advance(ENTROPY_REVIEW_MS);
    assert.equal(generator.draws - before, 2);
    clients[0]?.foundation.close();
    assert.deepEqual([one.pendingCalls, other.pendingCalls], [0, 1]);
  });
});
