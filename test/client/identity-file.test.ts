import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { SecretBytes, utf8 } from '../../src/base/index.ts';
import { createIdentityFile, loadIdentityFile, renewIdentityFile } from '../../src/client/identity-file.ts';
import { type SecurityLevel, writeKeyFile } from '../../src/crypto/index.ts';
import { isPeerId } from '../../src/handshake/index.ts';
import { ManualClock } from './manual-clock.ts';
import { makeFolders } from './transfer-rig.ts';

/** The least work Argon2id does: these tests are about files. */
const work = { memoryKiB: 64, passes: 1, parallelism: 1 };
const passphrase = (): SecretBytes => SecretBytes.take(utf8('correct horse'));
const wrong = (): SecretBytes => SecretBytes.take(utf8('battery staple'));

async function identityPath(t: TestContext): Promise<string> {
  return join((await makeFolders(t)).root, 'config', 'device.key');
}

test('an identity is made, for its owner alone, and loaded again', async (t) => {
  const path = await identityPath(t);
  const { peerId } = await createIdentityFile(path, { passphrase: undefined });
  assert.equal(isPeerId(peerId), true);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(path, '..'))).mode & 0o777, 0o700);
  const identity = await loadIdentityFile(path);
  assert.equal(identity.peerId, peerId);
  assert.ok(identity.suites.every(({ level }) => level === 'high'));
});

test('identities of all levels go through a file', async (t) => {
  const path = await identityPath(t);
  for (const level of ['standard', 'high', 'maximum'] satisfies SecurityLevel[]) {
    const { peerId } = await createIdentityFile(`${path}-${level}`, { level, passphrase: undefined });
    const identity = await loadIdentityFile(`${path}-${level}`);
    assert.equal(identity.peerId, peerId);
    assert.ok(identity.suites.length > 0 && identity.suites.every((suite) => suite.level === level));
  }
});

test('an identity that is there is never lost unless that is asked for', async (t) => {
  const path = await identityPath(t);
  const first = await createIdentityFile(path, { passphrase: undefined });
  const before = await readFile(path);
  await assert.rejects(createIdentityFile(path, { passphrase: undefined }), { code: 'KEY_FILE_EXISTS' });
  await assert.rejects(createIdentityFile(path, { passphrase: passphrase(), work, overwrite: false }), {
    code: 'KEY_FILE_EXISTS',
  });
  assert.ok((await readFile(path)).equals(before));
  const second = await createIdentityFile(path, { passphrase: undefined, overwrite: true });
  assert.notEqual(second.peerId, first.peerId);
  assert.equal((await loadIdentityFile(path)).peerId, second.peerId);
});

test('a passphrase protects the file and opens it, given or asked for', async (t) => {
  const path = await identityPath(t);
  using secret = passphrase();
  const { peerId } = await createIdentityFile(path, { passphrase: secret, work });
  assert.equal((await loadIdentityFile(path, secret)).peerId, peerId);
  assert.equal((await loadIdentityFile(path, secret)).peerId, peerId, "the caller's passphrase is not wiped");
  assert.equal((await loadIdentityFile(path, () => Promise.resolve(passphrase()))).peerId, peerId);
  await assert.rejects(loadIdentityFile(path), { code: 'PASSPHRASE_REQUIRED' });
  await assert.rejects(loadIdentityFile(path, wrong()), { code: 'PASSPHRASE_WRONG' });
});

test('the passphrase is not asked for when the file has none', async (t) => {
  const path = await identityPath(t);
  await createIdentityFile(path, { passphrase: undefined });
  await loadIdentityFile(path, () => Promise.reject(new Error('asked')));
});

test('an empty passphrase is refused before anything is written', async (t) => {
  const path = await identityPath(t);
  const empty = SecretBytes.take(new Uint8Array(0));
  await assert.rejects(createIdentityFile(path, { passphrase: empty }), { code: 'ARGUMENT_INVALID' });
  await assert.rejects(stat(path), { code: 'ENOENT' });
});

test('renewal gives new keys and a new certificate under the same PeerId and the same protection', async (t) => {
  const path = await identityPath(t);
  const clock = new ManualClock();
  for (const secret of [undefined, passphrase()]) {
    const { peerId } = await createIdentityFile(path, { passphrase: secret, work, clock, overwrite: true });
    const before = await loadIdentityFile(path, secret);
    clock.advance(86_400_000);
    let asked = 0;
    const ask = (): Promise<SecretBytes> => {
      asked += 1;
      return Promise.resolve(passphrase());
    };
    assert.deepEqual(await renewIdentityFile(path, ask, { clock, work }), { peerId });
    assert.equal(asked, secret === undefined ? 0 : 1);
    const after = await loadIdentityFile(path, secret);
    assert.equal(after.peerId, peerId);
    assert.equal(after.certificate.notAfterSeconds - before.certificate.notAfterSeconds, 86_400);
    assert.notDeepEqual(after.certificate.dhPublicKey, before.certificate.dhPublicKey);
    assert.notDeepEqual(after.certificate.kemPublicKey, before.certificate.kemPublicKey);
    if (secret !== undefined) await assert.rejects(loadIdentityFile(path), { code: 'PASSPHRASE_REQUIRED' });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  }
});

test('a renewal that fails leaves the old identity', async (t) => {
  const path = await identityPath(t);
  await createIdentityFile(path, { passphrase: passphrase(), work });
  const before = await readFile(path);
  await assert.rejects(renewIdentityFile(path), { code: 'PASSPHRASE_REQUIRED' });
  await assert.rejects(renewIdentityFile(path, wrong()), { code: 'PASSPHRASE_WRONG' });
  await assert.rejects(renewIdentityFile(`${path}-not`), { code: 'KEY_FILE_MISSING' });
  assert.ok((await readFile(path)).equals(before));
});

test('a file that holds something else is damaged, without a word of what it holds', async (t) => {
  const path = await identityPath(t);
  await createIdentityFile(path, { passphrase: undefined });
  using other = SecretBytes.take(utf8('another secret'));
  await writeKeyFile(path, other, 'unprotected', { overwrite: true });
  await assert.rejects(loadIdentityFile(path), { code: 'KEY_FILE_DAMAGED', message: /no valid identity/u });
  await writeFile(path, 'not a key file at all');
  await assert.rejects(loadIdentityFile(path), { code: 'KEY_FILE_DAMAGED' });
});
