import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ErrorCode, isQForgeError, type KeySource, SecretBytes } from '../../src/base/index.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import type { Channel } from '../../src/network/index.ts';
import { EtsiClient } from '../../src/qkd/etsi/etsi-client.ts';
import { EtsiKeySource } from '../../src/qkd/etsi/etsi-key-source.ts';
import { answering, ScriptedKme } from '../qkd/etsi/scripted-kme.ts';
import { ServedNetwork } from '../qkd/kme/served-network.ts';

const identityOf = (): ReturnType<typeof generateIdentity> => generateIdentity(nativeBackend, 'high', Date.now());
const [alice, bob] = [identityOf(), identityOf()];
const code =
  (...names: readonly ErrorCode[]) =>
  (error: unknown): boolean =>
    names.some((name) => isQForgeError(error, name));

type Sharing = Pick<ClientOptions, 'kme' | 'keySource' | 'keyPolicy' | 'handshakeTimeoutMs' | 'rekey'>;

/** Alice connects to Bob, who listens; both end with the test. */
async function pairOf(
  t: TestContext,
  aliceKeys: Sharing,
  bobKeys: Sharing,
): Promise<{ caller: StreamlinedSecureClient; listener: StreamlinedSecureClient; connect: () => Promise<string> }> {
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  const listen = 'tcp://127.0.0.1:0';
  const listener = await StreamlinedSecureClient.create({ identity: bob, listen, trust, ...bobKeys });
  const caller = await StreamlinedSecureClient.create({ identity: alice, ...aliceKeys });
  t.after(async () => {
    await caller.shutdown();
    await listener.shutdown();
  });
  const address = listener.listenAddresses[0] ?? '';
  listener.onChannel((channel) => channel.onMessage(() => undefined));
  const connect = async (): Promise<string> => {
    const channel = await caller.establishSecureChannel(bob.peerId, { address });
    await channel.send(Buffer.from('hello'));
    const { quantumKeys } = channel.statistics();
    await channel.close();
    return quantumKeys;
  };
  return { caller, listener, connect };
}

/** Resolves with how many shared keys the next rekey of a channel mixes in. */
function nextRekey(channel: Channel): Promise<number> {
  return new Promise((resolve) => {
    const stop = channel.onEvent((event) => {
      if (event.type !== 'rekeyed') return;
      stop();
      resolve(event.sharedKeys);
    });
  });
}

/** A source whose keys are what `keyOf` says; both ends of a pair may disagree. */
function sourceOf(endpoint: string, keyOf: (keyId: string) => Promise<string>): KeySource {
  let count = 0;
  const keyById = async (_peer: string, keyId: string): ReturnType<KeySource['keyById']> => ({
    keyId,
    key: SecretBytes.copyOf(Buffer.from(await keyOf(keyId))),
  });
  return {
    name: 'qkd',
    simulated: true,
    localEndpoint: endpoint,
    nextKey: (peer) => keyById(peer, `key-${(count += 1)}`),
    keyById,
  };
}

describe('keys of key managers in channels', () => {
  it('are mixed into every channel, are used up, and show as simulated', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 10);
    const access = (sae: string): Sharing => ({ kme: network.accessOf(sae) });
    const { caller, listener, connect } = await pairOf(t, access('alice'), access('bob'));
    assert.deepEqual([await connect(), await connect()], ['simulated', 'simulated']);
    for (const client of [caller, listener]) {
      const { sharedKeys } = client.getSystemStatus();
      assert.deepEqual(
        [sharedKeys?.source, sharedKeys?.simulated, sharedKeys?.policy, sharedKeys?.keysTaken],
        ['qkd', true, 'require-both', 2],
      );
      assert.equal((await client.healthCheck()).status, 'healthy');
    }
    const delivered = network.log.of('key delivered').map(({ sae, keyId }) => `${String(sae)} ${String(keyId)}`);
    assert.equal(new Set(delivered).size, 4);
    assert.equal(caller.getSystemStatus().securityLevel, 'high');
  });

  it('are mixed into every rekey, a fresh one each, whichever end asks for it', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 10);
    const access = (sae: string): Sharing => ({ kme: network.accessOf(sae) });
    const { caller, listener } = await pairOf(t, access('alice'), access('bob'));
    const address = listener.listenAddresses[0] ?? '';
    const channel = await caller.establishSecureChannel(bob.peerId, { address });
    await channel.send(Buffer.from('before'));
    const [theirs] = listener.channels();
    assert.ok(theirs !== undefined);
    for (const asking of [channel, theirs, channel]) {
      const both: Promise<number[]> = Promise.all([nextRekey(channel), nextRekey(theirs)]);
      asking.rekey();
      const meanwhile = channel.send(Buffer.from('meanwhile'));
      assert.deepEqual(await both, [1, 1]);
      await meanwhile;
      await channel.send(Buffer.from('afterwards'));
    }
    assert.deepEqual([channel.statistics().rekeys, theirs.statistics().rekeys], [3, 3]);
    assert.deepEqual(
      [caller, listener].map((client) => client.getSystemStatus().sharedKeys?.keysTaken),
      [4, 4],
    );
    const delivered = network.log.of('key delivered').map(({ sae, keyId }) => [String(sae), String(keyId)] as const);
    const keysOf = (sae: string): string[] => delivered.filter(([to]) => to === sae).map(([, keyId]) => keyId);
    assert.equal(new Set(keysOf('alice')).size, 4, 'no key was used twice');
    assert.deepEqual(keysOf('bob').toSorted(), keysOf('alice').toSorted());
  });

  it('are waited for by a rekey while the key manager is down; the channel goes on meanwhile', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 10);
    const access = (sae: string): Sharing => ({ kme: network.accessOf(sae), rekey: { retryMs: 100 } });
    const { caller, listener } = await pairOf(t, access('alice'), access('bob'));
    const address = listener.listenAddresses[0] ?? '';
    const channel = await caller.establishSecureChannel(bob.peerId, { address });
    await network.stopKme('kme-a');
    const rekeyed = nextRekey(channel);
    channel.rekey();
    while ((caller.getSystemStatus().sharedKeys?.failures ?? 0) < 2) await channel.send(Buffer.from('meanwhile'));
    assert.equal(channel.statistics().rekeys, 0, 'never without a key that the policy wants');
    await network.startKme('kme-a');
    await network.untilStored(await network.client('alice'), 'bob', 1);
    channel.rekey();
    assert.equal(await rekeyed, 1);
    await channel.send(Buffer.from('afterwards'));
  });

  it('fail closed when the key manager is down, and come again with it', async (t) => {
    await using network = await ServedNetwork.start(t);
    const watcher = await network.client('alice');
    await network.untilStored(watcher, 'bob', 10);
    const access = (sae: string): Sharing => ({ kme: network.accessOf(sae) });
    const { caller, connect } = await pairOf(t, access('alice'), access('bob'));
    await network.stopKme('kme-a');
    await assert.rejects(connect(), code('QKD_KEY_REQUIRED'));
    const { sharedKeys } = caller.getSystemStatus();
    assert.ok(['KME_UNREACHABLE', 'KME_REPLY_LOST'].includes(sharedKeys?.problem?.code ?? ''));
    assert.equal((await caller.healthCheck()).status, 'degraded');
    await network.startKme('kme-a');
    await network.untilStored(await network.client('alice'), 'bob', 1);
    assert.equal(await connect(), 'simulated');
    assert.equal((await caller.healthCheck()).status, 'healthy');
  });

  it('fail closed at both ends when only the other key manager is down', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 10);
    const access = (sae: string): Sharing => ({ kme: network.accessOf(sae) });
    const { connect } = await pairOf(t, access('alice'), access('bob'));
    await network.stopKme('kme-b');
    await assert.rejects(connect(), code('QKD_KEY_REQUIRED'));
  });

  it('are left out by the policy either, which says so, and never by one side alone', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 10);
    const either = (sae: string): Sharing => ({ kme: network.accessOf(sae), keyPolicy: 'either' });
    const lax = await pairOf(t, either('alice'), either('bob'));
    assert.equal(await lax.connect(), 'simulated');
    const strict = await pairOf(t, either('alice'), { kme: network.accessOf('bob'), keyPolicy: 'require-qkd' });
    await network.stopKme('kme-a');
    assert.equal(await lax.connect(), 'none');
    const { sharedKeys } = lax.caller.getSystemStatus();
    assert.deepEqual([sharedKeys?.policy, sharedKeys?.failures, sharedKeys?.keysTaken], ['either', 1, 1]);
    await assert.rejects(strict.connect(), code('QKD_KEY_REQUIRED'));
  });

  it('are not wanted by a peer without a key manager, unless the other insists', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 10);
    const kme = network.accessOf('alice');
    const welcome = await pairOf(t, { kme, keyPolicy: 'require-pqc' }, {});
    assert.equal(await welcome.connect(), 'none');
    const insists = await pairOf(t, { kme }, {});
    await assert.rejects(insists.connect(), code('QKD_KEY_REQUIRED'));
  });
});

describe('key managers that misbehave', () => {
  const same = (endpoint: string): KeySource => sourceOf(endpoint, (keyId) => Promise.resolve(`key of ${keyId}`));

  it('that give the two ends different keys give no channel', async (t) => {
    const other = sourceOf('bob', (keyId) => Promise.resolve(`another ${keyId}`));
    const { connect, listener } = await pairOf(t, { keySource: same('alice') }, { keySource: other });
    await assert.rejects(connect(), code('HANDSHAKE_FAILED', 'CRYPTO_AUTHENTICATION_FAILED'));
    assert.equal(listener.channels().length, 0);
  });

  it('that have forgotten a key they named give no channel, whatever the policy', async (t) => {
    const forgetful = { ...same('bob'), keyById: () => Promise.reject(new RangeError('not found')) };
    for (const keyPolicy of ['either', 'require-pqc', 'require-both'] as const) {
      const { connect, listener } = await pairOf(
        t,
        { keySource: same('alice'), keyPolicy },
        { keySource: forgetful, keyPolicy },
      );
      await assert.rejects(connect(), code('PEER_REFUSED', 'CONNECTION_LOST', 'HANDSHAKE_FAILED', 'QKD_KEY_REQUIRED'));
      assert.equal(listener.channels().length, 0);
    }
  });

  it('that never answer are not waited for beyond the handshake', async (t) => {
    const silent = { ...same('alice'), nextKey: () => new Promise<never>(() => undefined) };
    const { connect } = await pairOf(t, { keySource: silent, handshakeTimeoutMs: 300 }, { keySource: same('bob') });
    await assert.rejects(connect(), code('HANDSHAKE_TIMEOUT'));
  });

  it('that are empty, lose a reply or answer nonsense give no channel, and are asked once for each attempt', async (t) => {
    const replies: readonly [Parameters<typeof ScriptedKme.start>[1], ErrorCode][] = [
      [answering(503, '{"message":"there are not enough keys"}'), 'KME_UNAVAILABLE'],
      [(request) => request.socket.destroy(), 'KME_REPLY_LOST'],
      [answering(200, '{"keys":[]}'), 'KME_ANSWER_INVALID'],
      [answering(302, '', { Location: '/' }), 'KME_ANSWER_INVALID'],
    ];
    for (const [handle, problem] of replies) {
      const kme = await ScriptedKme.start(t, handle);
      const client = new EtsiClient(kme.access);
      t.after(() => client[Symbol.dispose]());
      const keySource = new EtsiKeySource(client, { sae: 'alice', isHardware: false });
      const { connect, caller } = await pairOf(t, { keySource }, { keySource: same('bob') });
      await assert.rejects(connect(), code('QKD_KEY_REQUIRED'));
      assert.equal(caller.getSystemStatus().sharedKeys?.problem?.code, problem);
      assert.equal(kme.requests, 1);
    }
  });
});
