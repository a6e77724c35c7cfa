import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type Logger, QForgeError, SecretBytes, utf8 } from '../../src/base/index.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import { createIdentityFile, renewIdentityFile } from '../../src/client/identity-file.ts';
import { fileStamp, IDENTITY_CHECK_MS, IdentityWatch } from '../../src/client/identity-watch.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import type { SystemStatus } from '../../src/client/system-status.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import type { DeviceIdentity } from '../../src/handshake/index.ts';
import { MemoryTransport } from '../../src/network/index.ts';
import { alice } from '../network/channel-pair.ts';
import { SteppedClock } from '../network/session-pair.ts';
import { until } from '../until.ts';
import { makeFolders } from './transfer-rig.ts';

const DAY_MS = 86_400_000;
const work = { memoryKiB: 64, passes: 1, parallelism: 1 };
const passphrase = (): SecretBytes => SecretBytes.take(utf8('correct horse'));

async function keyFile(t: TestContext): Promise<string> {
  return join((await makeFolders(t)).root, 'device.key');
}

class Kept implements Logger {
  readonly lines: string[] = [];

  log(level: string, _category: string, message: string, fields?: object): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}

describe('a watch on a key file', () => {
  async function rig(t: TestContext, load: () => Promise<DeviceIdentity> = () => Promise.resolve(alice)) {
    const path = await keyFile(t);
    await writeFile(path, 'first');
    const [clock, logger, taken] = [new SteppedClock(), new Kept(), [] as DeviceIdentity[]];
    const stamp = await fileStamp(path);
    const onRenewed = (identity: DeviceIdentity): number => taken.push(identity);
    const watch = new IdentityWatch({ path, stamp, clock, logger, load, onRenewed });
    return { path, clock, logger, taken, watch };
  }

  test('takes a renewed file, once', async (t) => {
    const { path, watch, taken, logger } = await rig(t);
    await watch.check();
    assert.deepEqual(taken, []);
    await writeFile(path, 'second version');
    await watch.check();
    await watch.check();
    assert.deepEqual(taken, [alice]);
    assert.match(logger.lines.join(), /^info renewed keys in use/u);
  });

  test('passes over a file that is away for a moment', async (t) => {
    const { path, watch, taken } = await rig(t);
    await rm(path);
    await watch.check();
    await writeFile(path, 'second version');
    await watch.check();
    assert.equal(taken.length, 1);
  });

  test('reports a file that cannot be used, once, and goes on', async (t) => {
    let works = false;
    const { path, watch, taken, logger } = await rig(t, () =>
      works ? Promise.resolve(alice) : Promise.reject(new QForgeError('PASSPHRASE_REQUIRED', { path: 'x' })),
    );
    await writeFile(path, 'protected');
    await watch.check();
    await watch.check();
    assert.deepEqual([logger.lines.length, taken.length], [1, 0]);
    assert.match(logger.lines[0] ?? '', /^warn .*before a restart.*PASSPHRASE_REQUIRED/u);
    works = true;
    await writeFile(path, 'another version');
    await watch.check();
    assert.equal(taken.length, 1);
  });

  test('looks every minute, until it is stopped', async (t) => {
    const { path, clock, watch, taken } = await rig(t);
    watch.start();
    await writeFile(path, 'second version');
    clock.advance(IDENTITY_CHECK_MS);
    await until(() => taken.length === 1);
    await until(() => clock.pendingCalls === 1);
    watch.stop();
    assert.equal(clock.pendingCalls, 0, 'nobody looks any more');
  });
});

describe('clients whose keys are renewed while they run', () => {
  test('use them from the next handshake on, under the same PeerId, and peers take them', async (t) => {
    const clock = new SteppedClock();
    const folders = [await keyFile(t), await keyFile(t)];
    const [alicePath = '', bobPath = ''] = folders;
    const aliceId = (await createIdentityFile(alicePath, { passphrase: undefined, clock })).peerId;
    const bobId = (await createIdentityFile(bobPath, { passphrase: passphrase(), work, clock })).peerId;
    const transports = [new MemoryTransport()];
    const optionsOf = async (identity: string, peerId: string): Promise<ClientOptions> => {
      const trust = TrustStore.inMemory();
      await trust.add({ name: 'peer', peerId, trusted: true });
      return { identity, clock, transports, trust };
    };
    const client = await StreamlinedSecureClient.create(await optionsOf(alicePath, bobId));
    const server = await StreamlinedSecureClient.create({
      ...(await optionsOf(bobPath, aliceId)),
      passphrase: passphrase(),
      passphraseAgain: () => Promise.resolve(passphrase()),
      listen: 'memory://bob',
    });
    const connect = async (): Promise<void> => {
      const channel = await client.establishSecureChannel('peer', { address: 'memory://bob' });
      await channel.ping();
      await channel.close();
    };
    await connect();
    clock.advance(400 * DAY_MS);
    await assert.rejects(connect(), 'certificates of a year are over');
    await renewIdentityFile(alicePath, undefined, { clock });
    await renewIdentityFile(bobPath, passphrase(), { clock, work });
    const isRenewed = ({ certificateExpiresAtMs }: SystemStatus): boolean => certificateExpiresAtMs > clock.wallMs();
    await until(() => {
      // The last look may be under way still, and the next one is a minute later.
      clock.advance(IDENTITY_CHECK_MS);
      return isRenewed(client.getSystemStatus()) && isRenewed(server.getSystemStatus());
    });
    await connect();
    for (const { peerId, status } of [
      { peerId: aliceId, status: client.getSystemStatus() },
      { peerId: bobId, status: server.getSystemStatus() },
    ]) {
      assert.equal(status.peerId, peerId);
      assert.ok(status.certificateExpiresAtMs > clock.wallMs() + 300 * DAY_MS);
    }
    await client.shutdown();
    await server.shutdown();
  });

  test('do not take the file of another device', async () => {
    const client = await StreamlinedSecureClient.create({ identity: alice, transports: [new MemoryTransport()] });
    const { bob } = await import('../network/channel-pair.ts');
    assert.throws(() => client.useIdentity(bob), { code: 'ARGUMENT_INVALID', message: /another PeerId/u });
    client.useIdentity(alice);
    await client.shutdown();
  });
});
