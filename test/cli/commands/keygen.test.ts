import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { isPeerId, loadIdentityFile, SecretBytes } from '../../../src/client/index.ts';
import { assertFailure, onlyDocument, User, withIdentity } from '../command-line.ts';

describe('qforge keygen', () => {
  test('makes an identity that only its user can read, and prints its PeerId alone on standard output', async (t) => {
    const user = new User(t);
    const made = await user.run(['keygen', '--no-passphrase']);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /^qf1[a-z0-9]{58}\n$/u);
    const identity = await loadIdentityFile(user.identityPath);
    assert.equal(made.stdout, `${identity.peerId}\n`);
    assert.equal(statSync(user.identityPath).mode & 0o777, 0o600);
    assert.ok(made.stderr.includes(user.identityPath));
  });

  test('seals the identity with the passphrase of a file, without its line end', async (t) => {
    const user = new User(t);
    const passphraseFile = join(user.home, 'passphrase');
    writeFileSync(passphraseFile, 'open sesame\n');
    const made = await user.run(['keygen', '--json', '--level', 'standard'], {
      env: { QFORGE_PASSPHRASE_FILE: passphraseFile },
    });
    const { peerId, action, identity } = onlyDocument(made);
    assert.ok(typeof peerId === 'string' && isPeerId(peerId));
    assert.equal(action, 'made');
    assert.equal(identity, user.identityPath);
    using passphrase = SecretBytes.take(utf8('open sesame'));
    const loaded = await loadIdentityFile(user.identityPath, passphrase);
    assert.equal(loaded.peerId, peerId);
    assert.equal(loaded.suites[0]?.level, 'standard');
    assert.ok(!readFileSync(user.identityPath).includes(loaded.certificate.encoded.subarray(100, 200)));
  });

  test('makes nothing without a passphrase that was neither given nor waived', async (t) => {
    const user = new User(t);
    // A session of its own has no terminal to ask at.
    assertFailure(await user.run(['keygen'], { isDetached: true }), 'PASSPHRASE_MISSING');
    assert.ok(!existsSync(user.identityPath));
  });

  test('never loses an identity that is there, unless it is told to', async (t) => {
    const user = new User(t);
    const peerId = await withIdentity(user);
    assertFailure(await user.run(['keygen', '--no-passphrase']), 'KEY_FILE_EXISTS');
    assert.equal((await loadIdentityFile(user.identityPath)).peerId, peerId);
    const replaced = await user.run(['keygen', '--no-passphrase', '--overwrite']);
    assert.equal(replaced.code, 0);
    assert.notEqual(replaced.stdout.trim(), peerId);
  });

  test('renews device keys under the same PeerId', async (t) => {
    const user = new User(t);
    const peerId = await withIdentity(user);
    const before = await loadIdentityFile(user.identityPath);
    const renewed = await user.run(['keygen', '--renew']);
    assert.equal(renewed.stdout, `${peerId}\n`);
    const after = await loadIdentityFile(user.identityPath);
    assert.notDeepEqual(after.certificate.dhPublicKey, before.certificate.dhPublicKey);
    assert.notDeepEqual(after.certificate.kemPublicKey, before.certificate.kemPublicKey);
  });

  test('does not renew what is not there', async (t) => {
    assertFailure(await new User(t).run(['keygen', '--renew']), 'KEY_FILE_MISSING');
  });

  test('refuses wishes that contradict each other', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['keygen', '--renew', '--overwrite']), 'COMMAND_LINE_INVALID');
    assertFailure(await user.run(['keygen', '--level', 'lowest']), 'COMMAND_LINE_INVALID');
  });

  test('says so when the identity cannot be written', async (t) => {
    const user = new User(t);
    mkdirSync(join(user.home, 'config', 'qforge', 'identity.key'), { recursive: true });
    const ended = await user.run(['keygen', '--no-passphrase', '--overwrite']);
    assertFailure(ended, 'FILE_UNWRITABLE');
  });
});
