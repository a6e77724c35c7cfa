import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { type Logger, QForgeError, SecretBytes, type SharedKey, systemClock } from '../../src/base/index.ts';
import { createIdentityFile, Observation, StreamlinedSecureClient, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';
import { MetricsRegistry, prometheusText } from '../../src/monitor/index.ts';
import { formsOf, leaks, textsOf } from './canary-search.ts';
import { secretHoldingClasses } from './secret-classes.ts';
import { canary, type Planted, secretContainers, secretHolders } from './secret-holders.ts';

function assertSilent({ holder, secrets }: Planted, where: string): void {
  for (const [name, secret] of Object.entries(secrets))
    assert.ok(secret.length >= 32, `${where}: ${name} is long enough`);
  const boxed = { holder, list: [holder], map: new Map([['key', holder]]) };
  const failure = new Error('it failed', { cause: boxed });
  assert.deepEqual(leaks([holder, boxed, failure].flatMap(textsOf), secrets), [], where);
}

describe('a canary in every object that holds secrets', () => {
  test('is found by the search in whatever form it shows itself', () => {
    const secret = canary('control', 32);
    const bytes = Buffer.from(secret);
    const forms = [
      secret,
      bytes,
      [...secret],
      bytes.toString('hex'),
      { key: bytes.toString('base64') },
      `x${bytes.toString('base64url')}y`,
    ];
    for (const shown of forms) assert.notDeepEqual(leaks(textsOf(shown), { secret }), [], inspect(shown));
    assert.notDeepEqual(leaks(textsOf(Buffer.concat([Buffer.from('a'), bytes]).toString('base64')), { secret }), []);
    assert.ok(formsOf(secret).length > 10);
  });

  test('is there for every class of every room: one that is not in the table fails here', () => {
    assert.deepEqual(secretHoldingClasses(), Object.keys(secretHolders).toSorted());
  });

  test('shows itself nowhere: not by inspection, conversion, JSON, nor as the cause of an error', () => {
    for (const [name, holder] of Object.entries({ ...secretHolders, ...secretContainers })) {
      if (typeof holder === 'string') continue;
      const planted = holder();
      assert.ok(planted.length > 0, name);
      for (const one of planted) assertSilent(one, name);
    }
  });
});

interface Everything {
  readonly texts: string[];
  readonly options: {
    readonly logger: Logger;
    readonly metrics: MetricsRegistry;
    readonly securityEvents: { emit: (event: unknown) => void };
  };
}

/** Sinks for everything that a client tells; `files` keeps what it logs as well. */
function listening(files: Logger): Everything {
  const texts: string[] = [];
  const keep = (value: unknown): void => void texts.push(...textsOf(value));
  return {
    texts,
    options: {
      logger: {
        log: (...entry) => {
          keep(entry);
          files.log(...entry);
        },
      },
      metrics: new MetricsRegistry(),
      securityEvents: { emit: keep },
    },
  };
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-canary-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The secrets of an identity, as they went into it. */
function secretsOf(identity: DeviceIdentity, whose: string): Record<string, Uint8Array> {
  return {
    [`${whose} signing secret`]: identity.signingSecret?.expose().slice() ?? new Uint8Array(0),
    [`${whose} DH key`]: identity.dh.exportPrivateBytes().expose().slice(),
    [`${whose} KEM seed`]: identity.kem.exportSeed().expose().slice(),
  };
}

describe('canaries in a whole run', () => {
  test('appear in no log, error, metric, event, status or inspection of two clients that share keys', async (t) => {
    const shared = canary('shared key', 32);
    const message = canary('message', 64);
    const key = (): Promise<SharedKey> =>
      Promise.resolve({ source: 'link', keyId: 'k1', key: SecretBytes.copyOf(shared) } as unknown as SharedKey);
    const keySource = { name: 'link', simulated: true, localEndpoint: 'sae', nextKey: key, keyById: key };
    const folder = folderOf(t);
    const [metrics, onFailure] = [new MetricsRegistry(), (error: unknown) => assert.fail(String(error))];
    const log = { file: join(folder, 'log.json'), level: 'trace' };
    const files = await Observation.open({
      log,
      audit: { folder: join(folder, 'audit') },
      clock: systemClock,
      metrics,
      onFailure,
    });
    const { texts, options } = listening(files.logger);
    const [alice, bob] = [0, 1].map(() => generateIdentity(nativeBackend, 'high', Date.now())) as [
      DeviceIdentity,
      DeviceIdentity,
    ];
    const secrets = { ...secretsOf(alice, 'alice'), ...secretsOf(bob, 'bob'), shared, message };
    const trust = TrustStore.inMemory();
    await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
    const server = await StreamlinedSecureClient.create({
      ...options,
      identity: bob,
      trust,
      listen: 'tcp://127.0.0.1:0',
      keySource,
    });
    const client = await StreamlinedSecureClient.create({ ...options, identity: alice, keySource });
    server.onChannel((channel) => channel.onMessage(() => undefined));
    const address = server.listenAddresses[0] ?? '';
    const channel = await client.establishSecureChannel(bob.peerId, { address });
    await channel.send(message);
    channel.rekey();
    await channel.ping();
    const failures = await Promise.all([
      client.establishSecureChannel(alice.peerId, { address }).catch((error: unknown) => error),
      StreamlinedSecureClient.create({ identity: alice, securityLevel: 'maximum' }).catch((error: unknown) => error),
      channel.send(new Uint8Array(2 ** 24 + 1)).catch((error: unknown) => error),
    ]);
    assert.ok(failures.every((error) => error instanceof QForgeError));
    for (const shown of [
      client,
      server,
      channel,
      alice,
      ...failures,
      client.getSystemStatus(),
      await client.healthCheck(),
      client.getPerformanceReport(),
      client.getNetworkComms(),
    ])
      texts.push(...textsOf(shown));
    texts.push(prometheusText(options.metrics.snapshot()));
    await Promise.all([client.shutdown(), server.shutdown()]);
    await files[Symbol.asyncDispose]();
    const written = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    assert.ok(
      written.some((bytes) => bytes.includes('channel open')),
      'the log was written',
    );
    texts.push(...written.flatMap((bytes) => [bytes.toString('latin1'), ...textsOf(bytes)]));
    assert.ok(texts.join('').length > 10_000, 'there was something to look at');
    assert.deepEqual(leaks(texts, secrets), []);
  });

  test('appear in no error about a protected identity file, nor in the file itself', async (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'identity.key');
    const phrase = canary('passphrase', 40);
    const passphrase = SecretBytes.copyOf(phrase);
    await createIdentityFile(path, { passphrase, work: { memoryKiB: 8192, passes: 1, parallelism: 1 } });
    const wrong = SecretBytes.copyOf(canary('another', 40));
    const error: unknown = await StreamlinedSecureClient.create({ identity: path, passphrase: wrong }).catch(
      (e: unknown) => e,
    );
    assert.ok(error instanceof QForgeError && error.code === 'PASSPHRASE_WRONG', inspect(error));
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
    assert.deepEqual(leaks([...textsOf(error), ...files], { phrase, wrong: canary('another', 40) }), []);
  });
});
