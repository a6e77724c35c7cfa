import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pageResponse, readPageFiles } from '../../../src/daemon/admin/page-files.ts';

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-pages-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), gzipSync(text));
  return folder;
}

test('files are known by their path, with their type, and the page also as /', async (t) => {
  const files = await readPageFiles(
    folderWith(t, {
      'index.html.gz': '<p>',
      'dashboard.js.gz': '1',
      'a.css.gz': '',
      'icon.svg.gz': '',
      'key.pem.gz': 'x',
      'b.js': '',
    }),
  );
  assert.deepEqual([...(files?.keys() ?? [])].toSorted(), ['/', '/a.css', '/dashboard.js', '/icon.svg', '/index.html']);
  assert.equal(files?.get('/')?.type, 'text/html; charset=utf-8');
  assert.equal(files.get('/dashboard.js')?.type, 'text/javascript; charset=utf-8');
});

test('a folder without a page, or none at all, is no dashboard', async (t) => {
  assert.equal(await readPageFiles(folderWith(t, { 'dashboard.js.gz': '1' })), undefined);
  assert.equal(await readPageFiles(join(tmpdir(), 'qforge-there-is-no-such-folder')), undefined);
});

test('what is sent is compressed for those who take it, and the same for all', async (t) => {
  const file = (await readPageFiles(folderWith(t, { 'index.html.gz': '<p>hello' })))?.get('/');
  assert.ok(file !== undefined);
  const compressed = pageResponse(file, 'br, gzip;q=0.8');
  assert.equal(compressed.headers.get('content-encoding'), 'gzip');
  assert.equal(gunzipSync(await compressed.bytes()).toString(), '<p>hello');
  for (const accepted of [undefined, 'identity', 'br']) {
    const plain = pageResponse(file, accepted);
    assert.deepEqual([plain.headers.get('content-encoding'), await plain.text()], [null, '<p>hello']);
  }
});
