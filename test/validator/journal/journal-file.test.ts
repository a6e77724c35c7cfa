import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { utf8, utf8Text } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { Journal } from '../../../src/validator/journal/journal.ts';
import { JournalFile } from '../../../src/validator/journal/journal-file.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';
import { Chances } from '../../simulation/chances.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);
const purpose = nativeBackend.hash('SHA-256').digest(utf8('test'));
const KILLS = Number(process.env['QFORGE_JOURNAL_KILLS'] ?? 6);
const moduleOf = (path: string): string => JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href);

test('a journal is a file that only its owner may read, and comes back', async (t) => {
  const path = join(temporaryFolder(t), 'test.journal');
  const medium = new JournalFile(path);
  assert.equal(await medium.readAll(), undefined);
  const journal = await Journal.create(medium, nativeBackend, purpose);
  await journal.append(utf8('a'));
  await journal.close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const reopened = await Journal.open(new JournalFile(path), nativeBackend, purpose);
  assert.equal(utf8Text(await reopened.read(0)), 'a');
  await reopened.close();
});

const writer = `
  import { nativeBackend } from ${moduleOf('crypto/index.ts')};
  import { Journal } from ${moduleOf('validator/journal/journal.ts')};
  import { JournalFile } from ${moduleOf('validator/journal/journal-file.ts')};
  const [path, from] = process.argv.slice(1);
  const purpose = nativeBackend.hash('SHA-256').digest(new TextEncoder().encode('test'));
  const medium = new JournalFile(path);
  const journal = Number(from) === 0
    ? await Journal.create(medium, nativeBackend, purpose)
    : await Journal.open(medium, nativeBackend, purpose);
  for (let number = journal.length; ; number++) {
    const payload = new Uint8Array(1 + (number * 977) % 9000).fill(number);
    await journal.append(payload);
    process.stdout.write(number + '\\n');
  }`;

test(`a writer that is killed at any moment loses nothing that it has acknowledged (seed ${seed})`, async (t) => {
  const path = join(temporaryFolder(t), 'test.journal');
  const chances = new Chances(seed);
  let acknowledged = -1;
  for (let round = 0; round < KILLS; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', writer, path, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      told += piece;
    });
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, chances.below(40)));
    child.kill('SIGKILL');
    await once(child, 'close');
    acknowledged = Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1));
    const journal = await Journal.open(new JournalFile(path), nativeBackend, purpose);
    assert.ok(journal.length > acknowledged, `${journal.length} frames, ${acknowledged + 1} acknowledged`);
    for (const [number, payload] of (await journal.readAll()).entries()) {
      assert.equal(payload.length, 1 + ((number * 977) % 9000));
      assert.ok(payload.every((byte) => byte === number % 256));
    }
    await journal.close();
  }
  t.diagnostic(`killed ${KILLS} times, ${acknowledged + 1} frames acknowledged`);
});

test('a disk that is really full is said to be full, and nothing that was acknowledged is lost', async (t) => {
  const folder = join(temporaryFolder(t), 'small');
  mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]).status === 0;
  // Whoever may not mount fills the simulated disk of journal.test.ts only.
  if (!mounted) return t.diagnostic('no tmpfs may be mounted here');
  try {
    const path = join(folder, 'test.journal');
    const journal = await Journal.create(new JournalFile(path), nativeBackend, purpose);
    let acknowledged = 0;
    await assertRejected('DISK_FULL', async () => {
      for (;;) {
        await journal.append(new Uint8Array(5000).fill(acknowledged));
        acknowledged += 1;
      }
    });
    await assertRejected('JOURNAL_FAILED', () => journal.append(utf8('more')));
    await journal.close();
    assert.ok(acknowledged > 3 && readFileSync(path).length > acknowledged * 5000);
    const reopened = await Journal.open(new JournalFile(path), nativeBackend, purpose);
    assert.equal(reopened.length, acknowledged);
    await reopened.close();
  } finally {
    spawnSync('umount', [folder]);
  }
  return undefined;
});
