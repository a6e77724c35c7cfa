import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isFresh, ownFolder, putInPlace } from '../../../tools/package/cached-build.ts';

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-cached-build-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('what was built is fresh until an input is newer', (t) => {
  const root = scratch(t);
  const built = join(root, 'built');
  const input = join(root, 'input.ts');
  writeFileSync(input, '');
  assert.equal(isFresh(built, ['*.ts'], root), false);
  writeFileSync(built, '');
  const { mtimeMs } = statSync(built);
  for (const [laterSeconds, expected] of [
    [-1, true],
    [1, false],
  ] as const) {
    utimesSync(input, mtimeMs / 1000 + laterSeconds, mtimeMs / 1000 + laterSeconds);
    assert.equal(isFresh(built, ['*.ts'], root), expected);
  }
});

test('what was built takes the place of what was there, as a whole', (t) => {
  const folder = join(scratch(t), 'cache');
  for (const [place, file] of [
    [folder, 'old'],
    [ownFolder(folder), 'new'],
  ] as const) {
    mkdirSync(place);
    writeFileSync(join(place, file), '');
  }
  putInPlace(folder);
  assert.deepEqual(readdirSync(folder), ['new']);
  assert.equal(existsSync(ownFolder(folder)), false);
});

test('where nothing was built, that is said', (t) => {
  assert.throws(() => putInPlace(join(scratch(t), 'cache')), { code: 'ENOENT' });
});
