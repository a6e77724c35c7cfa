import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { SecretBytes, utf8 } from '../../src/base/index.ts';
import { MAX_KEY_CONTAINER_BYTES, readKeyFile, writeKeyFile } from '../../src/crypto/index.ts';
import { damagedCopies } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRejected } from './refusal.ts';
import { temporaryFolder } from './temporary-folder.ts';

const seed = Number(process.env['SEED'] ?? 20_261_124);
const quickWork = { memoryKiB: 8, passes: 1, parallelism: 1 };
const payloadBytes = utf8('the secret of a device');

function secret(text: string): SecretBytes {
  return SecretBytes.take(utf8(text));
}

function payload(): SecretBytes {
  return SecretBytes.copyOf(payloadBytes);
}

function asking(text: string): () => Promise<SecretBytes> {
  return () => Promise.resolve(secret(text));
}

test('a secret comes back from its file under the passphrase', async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  await writeKeyFile(path, payload(), { passphrase: secret('passphrase') });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(!readFileSync(path).includes(Buffer.from(payloadBytes)));
  const read = await readKeyFile(path, asking('passphrase'));
  assert.equal(read.protection, 'passphrase');
  assert.equal(toHex(read.payload.expose()), toHex(payloadBytes));
});

test('a wrong passphrase and a missing one are told apart', async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  await writeKeyFile(path, payload(), { passphrase: secret('passphrase'), work: quickWork });
  await assertRejected('PASSPHRASE_WRONG', () => readKeyFile(path, asking('Passphrase')));
  await assertRejected('PASSPHRASE_REQUIRED', () => readKeyFile(path));
});

test('the passphrase that was asked for is wiped after use', async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  await writeKeyFile(path, payload(), { passphrase: secret('passphrase'), work: quickWork });
  for (const text of ['passphrase', 'wrong']) {
    const passphrase = secret(text);
    await readKeyFile(path, () => Promise.resolve(passphrase)).catch(() => undefined);
    assert.throws(() => passphrase.expose(), { code: 'SECRET_WIPED' });
  }
});

test('an unprotected file asks for no passphrase and says what it is', async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  await writeKeyFile(path, payload(), 'unprotected');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const read = await readKeyFile(path, () => assert.fail('nobody is asked'));
  assert.equal(read.protection, 'none');
  assert.equal(toHex(read.payload.expose()), toHex(payloadBytes));
});

test('an identity that is there stays unless it may be lost', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'identity');
  await writeKeyFile(path, payload(), 'unprotected');
  await assertRejected('KEY_FILE_EXISTS', () => writeKeyFile(path, secret('other'), 'unprotected'));
  assert.equal(toHex((await readKeyFile(path)).payload.expose()), toHex(payloadBytes));
  await writeKeyFile(path, secret('other'), 'unprotected', { overwrite: true });
  assert.equal(toHex((await readKeyFile(path)).payload.expose()), toHex(utf8('other')));
  assert.deepEqual(readdirSync(folder), ['identity']);
});

test('a file that others may read is refused, whatever the bit', async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  await writeKeyFile(path, payload(), 'unprotected');
  for (const bit of [0o040, 0o020, 0o010, 0o004, 0o002, 0o001]) {
    chmodSync(path, 0o600 | bit);
    await assertRejected('KEY_FILE_EXPOSED', () => readKeyFile(path));
  }
  chmodSync(path, 0o400);
  assert.equal((await readKeyFile(path)).protection, 'none');
});

test('what is missing, a link, a folder or a pipe is refused without waiting', async (t) => {
  const folder = temporaryFolder(t);
  const [path, link, pipe] = [join(folder, 'identity'), join(folder, 'link'), join(folder, 'pipe')];
  await assertRejected('KEY_FILE_MISSING', () => readKeyFile(path));
  await writeKeyFile(path, payload(), 'unprotected');
  symlinkSync(path, link);
  await assertRejected('FILE_UNREADABLE', () => readKeyFile(link));
  await assertRejected('FILE_UNREADABLE', () => readKeyFile(folder));
  assert.equal(spawnSync('/usr/bin/env', ['mkfifo', '-m', '600', pipe]).status, 0);
  await assertRejected('FILE_UNREADABLE', () => readKeyFile(pipe));
});

test('damage at every byte, and every length, is found', async (t) => {
  const folder = temporaryFolder(t);
  for (const protection of ['unprotected', { passphrase: secret('passphrase'), work: quickWork }] as const) {
    const path = join(folder, 'identity');
    await writeKeyFile(path, payload(), protection, { overwrite: true });
    for (const { bytes } of damagedCopies(readFileSync(path))) {
      writeFileSync(path, bytes);
      await assertRejected('KEY_FILE_DAMAGED', () => readKeyFile(path, asking('passphrase')));
    }
  }
});

test('a file over the limit is refused before it is read', async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  await writeKeyFile(path, payload(), 'unprotected');
  // Sparse: a gigabyte that would have to be read if the length were not looked at first.
  for (const bytes of [MAX_KEY_CONTAINER_BYTES + 1, 2 ** 30]) {
    truncateSync(path, bytes);
    await assertRejected('KEY_FILE_DAMAGED', () => readKeyFile(path));
  }
});

test('a folder that is not there is said to be missing', async (t) => {
  const path = join(temporaryFolder(t), 'missing', 'identity');
  await assertRejected('FILE_UNWRITABLE', () => writeKeyFile(path, payload(), 'unprotected'));
  assert.ok(!existsSync(path));
});

const module = (name: string): string => JSON.stringify(new URL(`../../src/${name}`, import.meta.url).href);
const rotation = `
  import { SecretBytes } from ${module('base/index.ts')};
  import { writeKeyFile } from ${module('crypto/key-file.ts')};
  const path = process.argv[1];
  const work = { memoryKiB: 8, passes: 1, parallelism: 1 };
  for (let round = 0; ; round++) {
    const payload = SecretBytes.take(new Uint8Array(4_000).fill(round % 251));
    const passphrase = SecretBytes.take(new TextEncoder().encode('passphrase'));
    await writeKeyFile(path, payload, { passphrase, work }, { overwrite: true });
    if (round === 0) process.stdout.write('started');
  }`;

test(`an identity survives its program being killed while it is written (seed ${seed})`, async (t) => {
  const path = join(temporaryFolder(t), 'identity');
  let state = seed;
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', rotation, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    await new Promise((resolve) => setTimeout(resolve, state % 23));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { payload } = await readKeyFile(path, asking('passphrase'));
    const content = payload.expose();
    assert.equal(content.length, 4_000);
    assert.ok(content.every((byte) => byte === content[0]));
  }
});
