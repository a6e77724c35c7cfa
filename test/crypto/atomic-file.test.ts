import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { writeFileAtomically } from '../../src/crypto/index.ts';
import { assertRejected } from './refusal.ts';
import { temporaryFolder } from './temporary-folder.ts';

const seed = Number(process.env['SEED'] ?? 20_261_123);
const create = { mode: 0o600, overwrite: false };
const replace = { mode: 0o600, overwrite: true };

/** A generator of numbers below `limit`, the same for the same seed. */
function seededNumbers(start: number): (limit: number) => number {
  let state = start >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

test('a file is written whole, with its mode, and nothing is left beside it', async (t) => {
  const folder = temporaryFolder(t);
  for (const mode of [0o600, 0o644, 0o666]) {
    const path = join(folder, `file-${mode}`);
    await writeFileAtomically(path, Uint8Array.of(1, 2, 3), { mode, overwrite: false });
    assert.deepEqual([...readFileSync(path)], [1, 2, 3]);
    assert.equal(statSync(path).mode & 0o777, mode);
  }
  assert.equal(readdirSync(folder).length, 3);
});

test('a file that is there stays unless it may be replaced', async (t) => {
  const path = join(temporaryFolder(t), 'file');
  await writeFileAtomically(path, Uint8Array.of(1), create);
  await assertRejected('FILE_EXISTS', () => writeFileAtomically(path, Uint8Array.of(2), create));
  assert.deepEqual([...readFileSync(path)], [1]);
  await writeFileAtomically(path, Uint8Array.of(3), replace);
  assert.deepEqual([...readFileSync(path)], [3]);
});

test('replacing a file that others could read closes it', async (t) => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'old');
  chmodSync(path, 0o644);
  await writeFileAtomically(path, Uint8Array.of(1), replace);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('of twenty writers that must not overwrite, exactly one wins', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'file');
  const attempts = Array.from({ length: 20 }, (_, index) => writeFileAtomically(path, Uint8Array.of(index), create));
  const outcomes = await Promise.allSettled(attempts);
  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.deepEqual([...readFileSync(path)], [winner]);
  assert.deepEqual(readdirSync(folder), ['file']);
});

test('a symbolic link is replaced, never written through', async (t) => {
  const folder = temporaryFolder(t);
  const [target, link] = [join(folder, 'target'), join(folder, 'link')];
  writeFileSync(target, 'untouched');
  symlinkSync(target, link);
  await assertRejected('FILE_EXISTS', () => writeFileAtomically(link, Uint8Array.of(1), create));
  assert.equal(readlinkSync(link), target);
  await writeFileAtomically(link, Uint8Array.of(1), replace);
  assert.equal(readFileSync(target, 'utf8'), 'untouched');
  assert.deepEqual([...readFileSync(link)], [1]);
});

test('failures of the file system are typed errors and leave nothing behind', async (t) => {
  const folder = temporaryFolder(t);
  const missing = join(folder, 'missing', 'file');
  await assertRejected('FILE_UNWRITABLE', () => writeFileAtomically(missing, Uint8Array.of(1), create));
  mkdirSync(join(folder, 'folder'));
  await assertRejected('FILE_UNWRITABLE', () => writeFileAtomically(join(folder, 'folder'), Uint8Array.of(1), replace));
  writeFileSync(join(folder, 'file'), '');
  const below = join(folder, 'file', 'below');
  await assertRejected('FILE_UNWRITABLE', () => writeFileAtomically(below, Uint8Array.of(1), create));
  const long = join(folder, 'x'.repeat(300));
  await assertRejected('FILE_UNWRITABLE', () => writeFileAtomically(long, Uint8Array.of(1), create));
  assert.deepEqual(readdirSync(folder).toSorted(), ['file', 'folder']);
});

const module = new URL('../../src/crypto/atomic-file.ts', import.meta.url).href;
const writer = `
  import { writeFileAtomically } from ${JSON.stringify(module)};
  const path = process.argv[1];
  for (let round = 0; ; round++) {
    await writeFileAtomically(path, new Uint8Array(200_000).fill(round % 251), { mode: 0o600, overwrite: true });
    if (round === 0) process.stdout.write('started');
  }`;

test(`a writer killed at any moment leaves the old file or the new one, whole (seed ${seed})`, async (t) => {
  const path = join(temporaryFolder(t), 'file');
  const numbers = seededNumbers(seed);
  const seen = new Set<number>();
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', writer, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const delayMs = numbers(30);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const content = readFileSync(path);
    assert.equal(content.length, 200_000);
    assert.ok(
      content.every((byte) => byte === content[0]),
      'no two versions are mixed',
    );
    seen.add(content[0] ?? -1);
  }
  t.diagnostic(`killed while writing ${seen.size} different versions`);
});
