import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, type KeySource, SecretBytes, systemClock } from '../../src/base/index.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { nativeBackend, type SecurityLevel } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { type Channel, MemoryTransport } from '../../src/network/index.ts';
import { REKEY_JITTER } from '../../src/network/rekey-limits.ts';
import { securityProfile } from '../../src/security/index.ts';
import { ManualClock } from './manual-clock.ts';

const levels = ['standard', 'high', 'maximum'] as const;

interface Pair {
  readonly alice: StreamlinedSecureClient;
  readonly bob: StreamlinedSecureClient;
  readonly connect: () => Promise<Channel>;
}

/** Two clients on one network in memory, whose identities have these levels. */
async function pairOf(
  t: TestContext,
  [ours, theirs]: readonly [SecurityLevel, SecurityLevel],
  options: Partial<ClientOptions> = {},
): Promise<Pair> {
  const transports = [new MemoryTransport()];
  const [alice, bob] = await Promise.all(
    [ours, theirs].map((level, index) =>
      StreamlinedSecureClient.create({
        identity: generateIdentity(nativeBackend, level, (options.clock ?? systemClock).wallMs()),
        securityLevel: level,
        transports,
        ...(index === 0 ? {} : { listen: 'memory://bob' }),
        ...options,
      }),
    ),
  );
  assert.ok(alice !== undefined && bob !== undefined);
  t.after(() => Promise.all([alice.shutdown(), bob.shutdown()]));
  await bob.trustStore.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  return { alice, bob, connect: () => alice.establishSecureChannel(bob.peerId, { address: 'memory://bob' }) };
}

/** Lets time go by in steps that keep a session alive. */
async function passes(clock: ManualClock, ms: number): Promise<void> {
  const steps = Math.ceil(ms / 5000);
  for (let step = 0; step < steps; step += 1) {
    clock.advance(ms / steps);
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(0);
    }
  }
}

/** A pair of sources that give both sides the same key, or none while `state` says so. */
function sharedSource(state: { hasKeys: boolean }): KeySource {
  const key = () => ({ source: 'link', keyId: 'k1', key: SecretBytes.take(new Uint8Array(32).fill(7)) });
  const give = () => (state.hasKeys ? Promise.resolve(key()) : Promise.reject(new Error('no keys')));
  return { name: 'link', simulated: true, localEndpoint: 'sae', nextKey: give, keyById: give };
}

describe('security levels on a running channel', () => {
  for (const level of levels) {
    test(`${level}: suite, key sizes and signatures are those of the table`, async (t) => {
      const { alice, connect } = await pairOf(t, [level, level]);
      const channel = await connect();
      const [suite] = securityProfile(level).suites;
      assert.ok(suite !== undefined);
      assert.equal(channel.suite.id, suite.id);
      const sizes = { standard: [800, 32], high: [1184, 32], maximum: [1568, 56] } as const;
      const identity = generateIdentity(nativeBackend, level, Date.now());
      assert.deepEqual([identity.kem.publicKey.bytes.length, identity.dh.publicKey.bytes.length], sizes[level]);
      const signatures = {
        standard: 'MLDSA65-Ed25519-SHA512',
        high: 'MLDSA65-Ed25519-SHA512',
        maximum: 'MLDSA87-Ed448-SHAKE256',
      };
      assert.equal(identity.certificate.identityKey.algorithm, signatures[level]);
      const status = alice.getSystemStatus();
      assert.deepEqual([status.securityLevel, status.peers[0]?.securityLevel], [level, level]);
    });

    test(`${level}: keys are replaced, and sessions too, when the table says so`, async (t) => {
      const { alice, bob } = await pairOf(t, [level, level]);
      const { rekey, fullHandshakeAfterMs } = securityProfile(level);
      for (const client of [alice, bob]) {
        const { rekey: used, keep } = client.getSystemStatus().limits;
        assert.deepEqual(
          {
            afterMs: used.afterMs,
            hardStopMs: used.hardStopMs,
            afterRecords: used.afterRecords,
            afterBytes: used.afterBytes,
          },
          rekey,
        );
        assert.equal(keep.fullHandshakeAfterMs, fullHandshakeAfterMs);
      }
    });

    test(`${level}: a running channel has new keys after the time of the table, and not before nine tenths of it`, async (t) => {
      const clock = new ManualClock();
      const { connect } = await pairOf(t, [level, level], { clock });
      const channel = await connect();
      const { afterMs } = securityProfile(level).rekey;
      await passes(clock, afterMs * (1 - REKEY_JITTER) - 1);
      assert.equal(channel.statistics().rekeys, 0);
      await passes(clock, afterMs * REKEY_JITTER + 2);
      assert.equal(channel.statistics().rekeys, 1);
    });
  }

  test('a device is refused by one of another level, above or below, and nothing weaker is tried', async (t) => {
    for (const ours of levels) {
      for (const theirs of levels.filter((other) => other !== ours)) {
        const { bob, connect } = await pairOf(t, [ours, theirs]);
        await assert.rejects(connect(), (error) => isQForgeError(error, 'HANDSHAKE_REFUSED'), `${ours} to ${theirs}`);
        assert.equal(bob.channels().length, 0);
        await bob.shutdown();
      }
    }
  });

  test('an identity of another level than was asked for is refused, and renewed keys of another level too', async (t) => {
    const identity = generateIdentity(nativeBackend, 'high', Date.now());
    await assert.rejects(StreamlinedSecureClient.create({ identity, securityLevel: 'maximum' }), (error) =>
      isQForgeError(error, 'SECURITY_LEVEL_MISMATCH'),
    );
    const { alice } = await pairOf(t, ['high', 'high']);
    const weaker = generateIdentity(nativeBackend, 'standard', Date.now());
    assert.throws(
      () => alice.useIdentity(weaker),
      (error) => isQForgeError(error, 'SECURITY_LEVEL_MISMATCH'),
    );
  });

  test('the maximum with a source of shared keys never opens a channel without one; below that is a choice', async (t) => {
    const state = { hasKeys: true };
    const keySource = sharedSource(state);
    const maximum = await pairOf(t, ['maximum', 'maximum'], { keySource });
    const channel = await maximum.connect();
    assert.equal(channel.statistics().quantumKeys, 'simulated');
    await channel.close();
    state.hasKeys = false;
    await assert.rejects(maximum.connect());
    await assert.rejects(pairOf(t, ['maximum', 'maximum'], { keySource, keyPolicy: 'either' }), (error) =>
      isQForgeError(error, 'SECURITY_LEVEL_WEAKENED'),
    );
    const high = await pairOf(t, ['high', 'high'], { keySource, keyPolicy: 'either' });
    assert.equal((await high.connect()).statistics().quantumKeys, 'none');
  });
});
