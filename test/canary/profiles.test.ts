import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SecretBytes, type SharedKey, silentLogger, systemClock } from '../../src/base/index.ts';
import { StreamlinedSecureClient, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { ProfileFolder } from '../../src/daemon/profile-folder.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import type { Channel } from '../../src/network/index.ts';
import { leaks } from './canary-search.ts';
import { canary } from './secret-holders.ts';

interface BusyClient {
  readonly client: StreamlinedSecureClient;
  readonly channel: Channel;
  /** What the process works with, and must not show. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  /** Texts that are secret, as a program holds them. */
  readonly texts: readonly string[];
}

/** A client with a channel under a shared key, over which secret texts were sent both ways. */
async function busyClient(t: TestContext): Promise<BusyClient> {
  const identities = [0, 1].map(() => generateIdentity(nativeBackend, 'high', Date.now()));
  const [alice, bob] = identities;
  assert.ok(alice !== undefined && bob !== undefined);
  const shared = canary('shared key of a profile', 32);
  const key = (): Promise<SharedKey> =>
    Promise.resolve({ source: 'link', keyId: 'k1', key: SecretBytes.copyOf(shared) } as unknown as SharedKey);
  const common = {
    logger: silentLogger,
    keySource: { name: 'link', simulated: true, localEndpoint: 'sae', nextKey: key, keyById: key },
  };
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  const server = await StreamlinedSecureClient.create({ ...common, identity: bob, trust, listen: 'tcp://127.0.0.1:0' });
  const client = await StreamlinedSecureClient.create({ ...common, identity: alice });
  t.after(() => Promise.all([client.shutdown(), server.shutdown()]));
  const texts: string[] = [];
  server.onChannel((channel) => channel.onMessage((body) => void texts.push(Buffer.from(body).toString('latin1'))));
  const channel = await client.establishSecureChannel(bob.peerId, { address: server.listenAddresses[0] ?? '' });
  const secrets: Record<string, Uint8Array> = { shared };
  for (const [at, identity] of identities.entries()) {
    secrets[`signing secret ${at}`] = identity.signingSecret?.expose().slice() ?? new Uint8Array(0);
    secrets[`DH key ${at}`] = identity.dh.exportPrivateBytes().expose().slice();
    secrets[`KEM seed ${at}`] = identity.kem.exportSeed().expose().slice();
  }
  secrets['message'] = canary('message of a profile', 64);
  secrets['passphrase'] = canary('passphrase of a profile', 40);
  await channel.send(secrets['message']);
  texts.push(Buffer.from(secrets['passphrase']).toString('base64url'), Buffer.from(shared).toString('hex'));
  return { client, channel, secrets, texts };
}

/** Sends as long as the profile is being taken: a client that is done before the first sample would leave an empty one. */
async function whileSending<T>(channel: Channel, body: Uint8Array, taking: Promise<T>): Promise<T> {
  const sending = new AbortController();
  const marked = taking.finally(() => sending.abort());
  while (!sending.signal.aborted) await channel.send(body);
  return marked;
}

test('no canary is in the profiles of the processor and of the heap that the tool takes of a busy client', async (t) => {
  const { client, channel, secrets, texts } = await busyClient(t);
  const folder = mkdtempSync(join(tmpdir(), 'qforge-profiles-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const profiles = new ProfileFolder(folder, client.getPerformanceManager(), systemClock);
  const cpu = await whileSending(channel, secrets['message'] ?? new Uint8Array(1), profiles.take('cpu', 200));
  const heap = await profiles.take('heap', 0);
  const written = [cpu, heap].map(({ path }) => readFileSync(path, 'latin1'));
  assert.ok(written[0]?.includes('/network/'), 'the channel is in the profile of the processor');
  assert.ok(written[1]?.includes('StreamlinedSecureClient'), 'the client is in the snapshot');
  assert.ok(texts.length >= 3, 'the texts are still held');
  t.diagnostic(`${Object.keys(secrets).length} canaries, ${written.join('').length} characters searched`);
  assert.deepEqual(leaks(written, secrets), []);
});
