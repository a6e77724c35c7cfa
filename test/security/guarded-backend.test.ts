import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, QForgeError, type SecurityEvent, systemClock } from '../../src/base/index.ts';
import { type CryptoBackend, type Hash, type Kem, nativeBackend, runSelfTests } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { GuardedBackend, type GuardingEntropy } from '../../src/security/guarded-backend.ts';
import { SelfTests } from '../../src/security/self-tests.ts';
import { faultyBackend, withMembers } from './faulty-backend.ts';
import { seededBytes } from './seeded-bytes.ts';

/** Its own copy of the native backend, of which nothing has been tested yet. */
const untested = (): CryptoBackend => withMembers(nativeBackend, {});

function guard(
  backend: CryptoBackend,
  changes: Partial<ConstructorParameters<typeof GuardedBackend>[0]> = {},
): GuardedBackend {
  return new GuardedBackend({ backend, clock: systemClock, keys: 'ephemeral', ...changes });
}

/** Entropy that is the same in every run, and may be ill. */
function entropyOf(seed: string, state = { healthy: true }): GuardingEntropy {
  let drawn = 0;
  return {
    fill: (target) => {
      target.set(seededBytes(`${seed} ${(drawn += 1)}`, target.length));
      return target;
    },
    requireHealthy: () => {
      if (!state.healthy) throw new QForgeError('ENTROPY_UNHEALTHY', { source: 'system', problem: 'stuck' });
    },
  };
}

describe('a guarded backend', () => {
  test('passes all known answers itself: it changes nothing', () => {
    const failed = runSelfTests(guard(untested()), systemClock).filter(({ ok }) => !ok);
    assert.deepEqual(failed, []);
  });

  test('tests each primitive before its first use, and no other', () => {
    const backend = untested();
    const guarded = guard(backend);
    const { status } = SelfTests.of(backend);
    assert.deepEqual(status.passed, []);
    guarded.kem('ML-KEM-768').generate();
    assert.deepEqual(SelfTests.of(backend).status.passed, ['ML-KEM-768']);
    guarded.hash('SHA-256').digest();
    guarded.signature('Ed25519');
    guarded.diffieHellman('X25519');
    guarded.aead('ChaCha20-Poly1305');
    assert.ok(SelfTests.of(backend).status.passed.includes('HKDF-SHA-256'));
    assert.equal(guarded.kem('ML-KEM-768'), guarded.kem('ML-KEM-768'), 'and hands out the same object');
  });

  test('hands out nothing that is wrong', () => {
    const backend = faultyBackend('hash', 'SHA-256', (hash: Hash) =>
      withMembers(hash, { digest: () => () => new Uint8Array(32) }),
    );
    const guarded = guard(backend);
    for (let time = 0; time < 2; time += 1) {
      assert.throws(
        () => guarded.hash('SHA-256'),
        (error) => isQForgeError(error, 'CRYPTO_SELF_TEST_FAILED'),
      );
    }
    assert.equal(guarded.hash('SHA-512').name, 'SHA-512');
  });

  test('makes no key of any kind without healthy entropy, and does again when it is back', () => {
    const state = { healthy: true };
    for (const keys of ['ephemeral', 'lasting'] as const) {
      const guarded = guard(nativeBackend, { entropy: entropyOf('x', state), keys });
      const makers = [
        () => guarded.kem('ML-KEM-768').generate(),
        () => guarded.diffieHellman('X25519').generate(),
        () => guarded.signature('ML-DSA-65').generate(),
      ];
      for (const healthy of [false, true]) {
        state.healthy = healthy;
        for (const make of makers) {
          if (healthy) assert.ok(make());
          else assert.throws(make, (error) => isQForgeError(error, 'ENTROPY_UNHEALTHY'));
        }
      }
    }
  });

  test('makes keys that last from the entropy that was handed in, but those that have no seed', () => {
    const idOf = (seed: string): string =>
      generateIdentity(guard(nativeBackend, { entropy: entropyOf(seed), keys: 'lasting' }), 'maximum', 0).peerId;
    assert.equal(idOf('one'), idOf('one'));
    assert.notEqual(idOf('one'), idOf('two'));
    const [first, second] = [0, 1].map(() =>
      guard(nativeBackend, { entropy: entropyOf('one'), keys: 'ephemeral' })
        .kem('ML-KEM-768')
        .generate(),
    );
    assert.notDeepEqual(first?.publicKey.bytes, second?.publicKey.bytes);
    const slow = guard(nativeBackend, { entropy: entropyOf('one'), keys: 'lasting' }).signature('SLH-DSA-SHA2-128f');
    assert.notDeepEqual(slow.generate().publicKey.bytes, slow.generate().publicKey.bytes);
  });

  test('throws a pair away that does not fit together, and says so, for keys that last', () => {
    const events: SecurityEvent[] = [];
    const spoilt = new Map<Kem, Kem>();
    // Known answers use seeds: a generator that mixes up its keys passes them.
    const backend = faultyBackend('kem', 'ML-KEM-768', (kem: Kem) => {
      const bad = withMembers(kem, {
        generate: () => () => withMembers(kem.generate(), { publicKey: () => kem.generate().publicKey }),
      });
      spoilt.set(kem, bad);
      return bad;
    });
    const options = { keys: 'lasting', events: { emit: (event: SecurityEvent) => events.push(event) } } as const;
    assert.throws(
      () => guard(backend, options).kem('ML-KEM-768').generate(),
      (error) => isQForgeError(error, 'KEY_PAIR_INCONSISTENT'),
    );
    assert.deepEqual(
      events.map(({ type, severity, subject }) => [type, severity, subject]),
      [['key-pair-refused', 'critical', 'ML-KEM-768']],
    );
    assert.equal(spoilt.size, 1);
  });
});
