import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, type SecurityEvent, systemClock } from '../../src/base/index.ts';
import { type Hash, nativeBackend, selfTestNames } from '../../src/crypto/index.ts';
import { SelfTests } from '../../src/security/self-tests.ts';
import { faultyBackend, withMembers } from './faulty-backend.ts';

describe('self-tests', () => {
  test('are pending until something is used, and are made once then', () => {
    const tests = new SelfTests(nativeBackend);
    assert.deepEqual(tests.status.passed, []);
    assert.equal(tests.status.pending.length, selfTestNames('quick').length + selfTestNames('slow').length);
    tests.require('SHA-512', systemClock);
    assert.deepEqual(tests.status.passed, ['SHA-512', 'HMAC-SHA-512', 'HKDF-SHA-512']);
    const [first] = tests.results;
    tests.require('SHA-512', systemClock);
    tests.run(selfTestNames('quick'), systemClock);
    assert.equal(tests.results[0], first, 'what was tested is not tested again');
    assert.deepEqual(tests.status.pending, selfTestNames('slow'));
    assert.deepEqual(tests.status.failed, []);
  });

  test('cover every algorithm that a suite can name, the slow ones by their own', () => {
    const names = new Set([...selfTestNames('quick'), ...selfTestNames('slow')]);
    for (const name of ['SHA-256', 'HKDF-SHA-512', 'AES-256-GCM', 'X448', 'ML-KEM-1024', 'MLDSA87-Ed448-SHAKE256'])
      assert.ok(names.has(name), name);
    assert.equal(selfTestNames('slow').filter((name) => name.startsWith('SLH-DSA')).length, 12);
  });

  test('are shared by all that use a backend', () => {
    assert.equal(SelfTests.of(nativeBackend), SelfTests.of(nativeBackend));
    assert.notEqual(SelfTests.of(nativeBackend), SelfTests.of(faultyBackend('hash', 'none', () => undefined)));
  });

  test('tell of a primitive that is wrong, and refuse it each time', () => {
    const backend = faultyBackend('hash', 'SHA-256', (hash: Hash) =>
      withMembers(hash, {
        digest:
          (digest) =>
          (...parts: never[]) =>
            (digest(...parts) as Uint8Array).fill(1),
      }),
    );
    const tests = new SelfTests(backend);
    const events: SecurityEvent[] = [];
    const sink = { emit: (event: SecurityEvent) => events.push(event) };
    for (let time = 0; time < 2; time += 1) {
      assert.throws(
        () => tests.require('SHA-256', systemClock, sink),
        (error) => isQForgeError(error, 'CRYPTO_SELF_TEST_FAILED') && error.details.primitive === 'SHA-256',
      );
    }
    tests.require('SHA-512', systemClock, sink);
    assert.deepEqual(tests.status.failed, ['SHA-256']);
    assert.deepEqual(
      events.map(({ type, severity, subject }) => [type, severity, subject]),
      [['self-test-failed', 'critical', 'SHA-256']],
    );
  });
});
