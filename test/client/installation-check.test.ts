import assert from 'node:assert/strict';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { SecretBytes, utf8 } from '../../src/base/index.ts';
import { createIdentityFile } from '../../src/client/identity-file.ts';
import {
  checkInstallation,
  type InstallationFinding,
  type InstallationSubject,
} from '../../src/client/installation-check.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { freePort } from '../free-ports.ts';
import { startService } from '../tunnel/echo-service.ts';
import { samplePeerId } from './peer-samples.ts';
import { makeFolders } from './transfer-rig.ts';

/** A sound installation of its own, and how to look at it. */
async function installation(t: TestContext, changes: Partial<InstallationSubject> = {}) {
  const { root } = await makeFolders(t);
  const subject = {
    identityPath: join(root, 'config', 'identity.key'),
    peersPath: join(root, 'config', 'peers.json'),
    listenAddress: 'tcp://127.0.0.1:0',
    reachPeers: true,
    ...changes,
  };
  await createIdentityFile(subject.identityPath, { passphrase: undefined });
  const look = async (more: Partial<InstallationSubject> = {}): Promise<ReadonlyMap<string, InstallationFinding>> =>
    new Map((await checkInstallation({ ...subject, ...more })).map((finding) => [finding.name, finding]));
  return { subject, look, store: await TrustStore.open(subject.peersPath) };
}

describe('the check of an installation', { timeout: 600_000 }, () => {
  test('finds a sound one good', async (t) => {
    const { look, store } = await installation(t);
    const { port } = await startService(t, (socket) => socket.resume());
    await store.add({ name: 'bob', peerId: samplePeerId('bob'), address: `tcp://127.0.0.1:${port}`, trusted: true });
    await store.add({ name: 'carol', peerId: samplePeerId('carol'), trusted: true });
    const findings = await look();
    assert.deepEqual(
      [...findings.values()].map(({ name, status }) => [name, status]),
      ['cryptography', 'identity', 'certificate', 'peers', 'listening', 'way to bob', 'way to carol'].map((name) => [
        name,
        'good',
      ]),
    );
  });

  test('says what to do about an identity that is missing, exposed or damaged', async (t) => {
    const { subject, look } = await installation(t);
    await chmod(subject.identityPath, 0o644);
    assert.match((await look()).get('identity')?.detail ?? '', /can be read by others \(mode 0644\)$/u);
    await chmod(subject.identityPath, 0o600);
    await writeFile(subject.identityPath, 'damaged');
    assert.equal((await look()).get('identity')?.status, 'bad');
    await rm(subject.identityPath);
    const finding = (await look()).get('identity');
    assert.deepEqual([finding?.status, finding?.advice?.includes('qforge keygen')], ['bad', true]);
    assert.equal((await look()).get('certificate'), undefined);
  });

  test('asks for no passphrase', async (t) => {
    const { subject, look } = await installation(t);
    using passphrase = SecretBytes.copyOf(utf8('secret'));
    const work = { memoryKiB: 8192, passes: 1, parallelism: 1 };
    await createIdentityFile(subject.identityPath, { passphrase, overwrite: true, work });
    const identity = (await look()).get('identity');
    assert.deepEqual([identity?.status, identity?.detail.includes('protected by a passphrase')], ['good', true]);
  });

  test('holds the certificate against the clock', async (t) => {
    const { look } = await installation(t);
    const at = (days: number) => ({
      clock: {
        wallMs: () => Date.now() + days * 86_400_000,
        monotonicMs: () => 0,
        schedule: () => ({ cancel: () => undefined }),
      },
    });
    const statusAt = async (days: number): Promise<string | undefined> =>
      (await look(at(days))).get('certificate')?.status;
    assert.deepEqual(await Promise.all([-400, 0, 355, 400].map(statusAt)), ['bad', 'good', 'warning', 'bad']);
  });

  test('tells of peers that nobody compared, and of a list that is damaged', async (t) => {
    const { subject, look, store } = await installation(t);
    assert.equal((await look()).get('peers')?.status, 'warning', 'there is nobody to talk to');
    await store.add({ name: 'met', peerId: samplePeerId('met'), trusted: true, firstUse: true });
    assert.match((await look()).get('peers')?.advice ?? '', /Compare the PeerIds of met/u);
    await writeFile(subject.peersPath, '{}', { mode: 0o600 });
    assert.equal((await look()).get('peers')?.status, 'bad');
  });

  test('tells of a port in use, and of ways that lead nowhere', async (t) => {
    const { look, store } = await installation(t);
    const { port } = await startService(t, () => undefined);
    const taken = await look({ listenAddress: `tcp://127.0.0.1:${port}` });
    assert.equal(taken.get('listening')?.status, 'warning');
    await store.add({
      name: 'gone',
      peerId: samplePeerId('gone'),
      address: `tcp://127.0.0.1:${await freePort()}`,
      trusted: true,
    });
    await store.add({ name: 'far', peerId: samplePeerId('far'), address: 'tcp://nowhere.invalid:1', trusted: true });
    await store.add({ name: 'other', peerId: samplePeerId('other'), address: 'tcp://127.0.0.1:1' });
    const findings = await look();
    assert.match(findings.get('way to gone')?.detail ?? '', /refused the connection$/u);
    assert.match(findings.get('way to far')?.detail ?? '', /the host name is not known/u);
    assert.equal(findings.get('way to other'), undefined, 'who is not trusted is not disturbed');
    assert.equal((await look({ reachPeers: false })).get('way to gone'), undefined);
  });
});
