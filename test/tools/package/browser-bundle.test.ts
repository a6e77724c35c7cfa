import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundleForBrowsers, MAX_BROWSER_GZIP_BYTES } from '../../../tools/package/browser-bundle.ts';

test('the bundle is one module that offers the client, smaller than its limit', async (t) => {
  const bundle = bundleForBrowsers();
  t.diagnostic(`${bundle.bytes} bytes, ${bundle.gzipBytes} by gzip`);
  assert.ok(bundle.gzipBytes < bundle.bytes && bundle.gzipBytes <= MAX_BROWSER_GZIP_BYTES);
  assert.ok(bundle.gzipBytes > 10_000, 'the protocol is in it');
  const folder = mkdtempSync(join(tmpdir(), 'qforge-bundle-'));
  try {
    const file = join(folder, 'qforge.mjs');
    writeFileSync(file, bundle.text);
    const offered = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    assert.deepEqual(Object.keys(offered).toSorted(), ['BrowserClient', 'QForgeError', 'isPeerId', 'isQForgeError']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an entry that reaches a module of Node is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-bundle-'));
  try {
    for (const text of [
      `import { readFileSync } from 'node:fs';\nreadFileSync('x');`,
      `export { connect } from 'node:net';`,
      `import WebSocket from 'ws';\nnew WebSocket('x');`,
      `console.log(await import('ws'));`,
    ]) {
      writeFileSync(join(folder, 'entry.ts'), text);
      assert.throws(() => bundleForBrowsers('entry.ts', folder), TypeError, text);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
