import assert from 'node:assert/strict';
import { chmodSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { createIdentityFile, SecretBytes } from '../../../src/client/index.ts';
import { assertFailure, onlyDocument, User, withIdentity } from '../command-line.ts';

const DAY_MS = 86_400_000;

async function withProtectedIdentity(user: User, passphraseText: string): Promise<string> {
  using passphrase = SecretBytes.take(utf8(passphraseText));
  const work = { memoryKiB: 8, passes: 1, parallelism: 1 };
  const { peerId } = await createIdentityFile(user.identityPath, { passphrase, work });
  return peerId;
}

describe('qforge id', () => {
  test('prints the PeerId', async (t) => {
    const user = new User(t);
    const peerId = await withIdentity(user);
    const { code, stdout, stderr } = await user.run(['id']);
    assert.deepEqual([code, stdout, stderr], [0, `${peerId}\n`, '']);
  });

  test('prints suites and validity as JSON', async (t) => {
    const user = new User(t);
    const peerId = await withIdentity(user);
    const document = onlyDocument(await user.run(['id', '--json']));
    assert.equal(document['peerId'], peerId);
    assert.equal(document['level'], 'high');
    assert.deepEqual(document['suites'], [
      'X25519+ML-KEM-768/AES-256-GCM/SHA-512',
      'X25519+ML-KEM-768/ChaCha20-Poly1305/SHA-512',
    ]);
    const { notBefore, notAfter } = document['certificate'] as { notBefore: string; notAfter: string };
    assert.equal(Date.parse(notAfter) - Date.parse(notBefore), 365 * DAY_MS);
  });

  test('finds another identity by flag or environment', async (t) => {
    const user = new User(t);
    const path = join(user.home, 'other.key');
    const { peerId } = await createIdentityFile(path, { passphrase: undefined });
    assert.equal((await user.run(['id', '--identity', path])).stdout, `${peerId}\n`);
    assert.equal((await user.run(['id'], { env: { QFORGE_IDENTITY: path } })).stdout, `${peerId}\n`);
  });

  test('opens a protected identity with a passphrase from a file or a descriptor', async (t) => {
    const user = new User(t);
    const peerId = await withProtectedIdentity(user, 'open sesame');
    const passphraseFile = join(user.home, 'passphrase');
    writeFileSync(passphraseFile, 'open sesame\r\n');
    assert.equal((await user.run(['id', '--passphrase-file', passphraseFile])).stdout, `${peerId}\n`);
    const descriptor = openSync(passphraseFile, 'r');
    assert.equal((await user.run(['id', '--passphrase-fd', '3'], { descriptors: [descriptor] })).stdout, `${peerId}\n`);
  });

  test('fails with a passphrase that is wrong, empty, missing or out of reach', async (t) => {
    const user = new User(t);
    await withProtectedIdentity(user, 'open sesame');
    const passphraseFile = join(user.home, 'passphrase');
    const flags = ['id', '--passphrase-file', passphraseFile];
    assertFailure(await user.run(flags), 'FILE_UNREADABLE');
    writeFileSync(passphraseFile, 'open sesame ');
    assertFailure(await user.run(flags), 'PASSPHRASE_WRONG');
    writeFileSync(passphraseFile, '\n');
    assertFailure(await user.run(flags), 'ARGUMENT_INVALID');
    assertFailure(await user.run(['id'], { isDetached: true }), 'PASSPHRASE_REQUIRED');
    assertFailure(await user.run(['id', '--passphrase-fd', '9']), 'FILE_UNREADABLE');
  });

  test('fails without an identity, and with one that is damaged or readable by others', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['id']), 'KEY_FILE_MISSING');
    await withIdentity(user);
    const whole = readFileSync(user.identityPath);
    chmodSync(user.identityPath, 0o644);
    assertFailure(await user.run(['id']), 'KEY_FILE_EXPOSED');
    writeFileSync(user.identityPath, whole.subarray(0, -1));
    chmodSync(user.identityPath, 0o600);
    assertFailure(await user.run(['id']), 'KEY_FILE_DAMAGED');
  });

  test('tells failures as JSON on wish, and keeps standard output empty', async (t) => {
    const { code, stdout, stderr } = await new User(t).run(['id', '--json']);
    assert.equal(stdout, '');
    assert.equal(code, 3);
    const document = JSON.parse(stderr) as { schemaVersion: number; error: { code: string; exitCode: number } };
    assert.equal(document.schemaVersion, 1);
    assert.equal(document.error.code, 'KEY_FILE_MISSING');
    assert.equal(document.error.exitCode, 3);
  });
});
