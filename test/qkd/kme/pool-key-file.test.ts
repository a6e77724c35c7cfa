import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError, SecretBytes, utf8 } from '../../../src/base/index.ts';
import { writeKeyFile } from '../../../src/crypto/index.ts';
import { PoolKeyFile } from '../../../src/qkd/kme/pool-key-file.ts';
import { folderOf } from './kme-rig.ts';

const passphrase = (text: string) => (): Promise<SecretBytes> => Promise.resolve(SecretBytes.copyOf(utf8(text)));
const hexOf = (secret: SecretBytes): string => Buffer.from(secret.expose()).toString('hex');

describe('the key file of a key manager', () => {
  test('is made once, for its owner alone, with a key that nobody else has', async (t) => {
    const folder = folderOf(t);
    const file = new PoolKeyFile(join(folder, 'a.pool-key'));
    await assert.rejects(file.read(), (error) => isQForgeError(error, 'KEY_FILE_MISSING'));
    assert.equal(existsSync(file.path), false);
    const made = hexOf(await file.readOrMake());
    assert.match(made, /^[\da-f]{64}$/u);
    assert.equal(statSync(file.path).mode & 0o777, 0o600);
    assert.deepEqual([hexOf(await file.readOrMake()), hexOf(await file.read())], [made, made]);
    assert.notEqual(hexOf(await new PoolKeyFile(join(folder, 'b.pool-key')).readOrMake()), made);
  });

  test('opens with its passphrase only, and does not show its key', async (t) => {
    const path = join(folderOf(t), 'a.pool-key');
    const made = await new PoolKeyFile(path, { wanted: passphrase('right') }).readOrMake();
    assert.ok(!readFileSync(path).includes(made.expose()));
    const again = await new PoolKeyFile(path, { existing: passphrase('right') }).readOrMake();
    assert.equal(hexOf(again), hexOf(made));
    const wrong = new PoolKeyFile(path, { wanted: passphrase('wrong') });
    await assert.rejects(wrong.readOrMake(), (error) => isQForgeError(error, 'PASSPHRASE_WRONG'));
    await assert.rejects(new PoolKeyFile(path).read(), (error) => isQForgeError(error, 'PASSPHRASE_REQUIRED'));
  });

  test('without the passphrase that is wanted is refused', async (t) => {
    const path = join(folderOf(t), 'a.pool-key');
    await new PoolKeyFile(path).readOrMake();
    const wanting = new PoolKeyFile(path, { wanted: passphrase('right') });
    await assert.rejects(wanting.readOrMake(), (error) => isQForgeError(error, 'ARGUMENT_INVALID'));
  });

  test('of something else is refused', async (t) => {
    const path = join(folderOf(t), 'identity.key');
    for (const content of ['', 'qforge key pool 1', `qforge key pool 1${'k'.repeat(33)}`, 'q'.repeat(49)]) {
      await writeKeyFile(path, SecretBytes.copyOf(utf8(content)), 'unprotected', { overwrite: true });
      await assert.rejects(new PoolKeyFile(path).readOrMake(), (error) => isQForgeError(error, 'KEY_FILE_DAMAGED'));
    }
  });
});
