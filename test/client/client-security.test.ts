import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { isQForgeError, type SecurityEvent } from '../../src/base/index.ts';
import { ClientSecurity } from '../../src/client/client-security.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { type Hash, nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { ENTROPY_REVIEW_MS, securityProfile } from '../../src/security/index.ts';
import { faultyBackend, withMembers } from '../security/faulty-backend.ts';
import { seededBytes } from '../security/seeded-bytes.ts';
import { ManualClock } from './manual-clock.ts';

const identity = generateIdentity(nativeBackend, 'high', Date.now());

describe('what the cryptography of a client stands on', () => {
  test('foundation creation: it is tested, told of in the status, and used for the randomness of the backend', async () => {
    const client = await StreamlinedSecureClient.create({ identity });
    const { entropy, selfTest } = client.getSystemStatus();
    assert.equal(entropy.isHealthy, true);
    assert.equal(client.getSecurityFoundation().report().sources[0]?.name, 'system');
    for (const name of ['X25519', 'ML-KEM-768', 'AES-256-GCM', 'SHA-512', 'HKDF-SHA-512'])
      assert.ok(selfTest.passed.includes(name), name);
    assert.ok(selfTest.pending.includes('SLH-DSA-SHAKE-256s'));
    assert.deepEqual(selfTest.failed, []);
    await client.shutdown();
  });

  test('sources that the options name are tested and mixed in', async (t) => {
    const server = createServer(({ url }, response) => {
      response.end(seededBytes('service', Number(new URL(url ?? '', 'http://x').searchParams.get('length'))));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/qrng`;
    const client = await StreamlinedSecureClient.create({ identity, entropy: { url, devices: ['/nowhere'] } });
    assert.deepEqual(
      client.getSystemStatus().entropy.sources.map(({ name, problem }) => [name, problem]),
      [
        ['system', undefined],
        [url, undefined],
      ],
    );
    await client.shutdown();
    await assert.rejects(
      StreamlinedSecureClient.create({ identity, entropy: { url: 'http://far.example' } }),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  });

  test('a client with a broken primitive is not created', async () => {
    const backend = faultyBackend('hash', 'SHA-512', (hash: Hash) =>
      withMembers(hash, { digest: () => () => new Uint8Array(64) }),
    );
    await assert.rejects(StreamlinedSecureClient.create({ identity, backend }), (error) =>
      isQForgeError(error, 'CRYPTO_SELF_TEST_FAILED'),
    );
  });

  test('the system is looked at every ten seconds: keys stop when it fails, and begin again after its test', async () => {
    const clock = new ManualClock();
    let isStuck = false;
    const backend = withMembers(nativeBackend, {
      random: () => ({ fill: (target: Uint8Array) => (isStuck ? target.fill(1) : nativeBackend.random.fill(target)) }),
    });
    const events: SecurityEvent[] = [];
    const security = await ClientSecurity.open(
      { identity, backend, securityEvents: { emit: (event) => events.push(event) } },
      clock,
    );
    security.testSuites(securityProfile('high').suites);
    security.start(() => undefined);
    const review = async (): Promise<void> => {
      clock.advance(ENTROPY_REVIEW_MS);
      await new Promise((resolve) => setImmediate(resolve));
    };
    isStuck = true;
    await review();
    assert.throws(
      () => security.backend.kem('ML-KEM-768').generate(),
      (error) => isQForgeError(error, 'ENTROPY_UNHEALTHY'),
    );
    assert.equal(security.entropy.isHealthy, false);
    isStuck = false;
    await review();
    assert.ok(security.backend.kem('ML-KEM-768').generate());
    assert.deepEqual(
      events.map(({ type }) => type),
      ['entropy-excluded', 'entropy-readmitted'],
    );
    security.stop();
    assert.equal(clock.pendingCalls, 0);
  });
});
