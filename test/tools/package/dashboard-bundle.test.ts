import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  bundleDashboard,
  MAX_DASHBOARD_GZIP_BYTES,
  scriptBytes,
  writeDashboard,
} from '../../../tools/package/dashboard-bundle.ts';

test('the dashboard is a page, its picture, its style and scripts below their limit, all named by one another', (t) => {
  const files = bundleDashboard();
  const names = files.map(({ name }) => name);
  for (const name of ['index.html', 'icon.svg', 'dashboard.js', 'dashboard.css']) assert.ok(names.includes(name), name);
  t.diagnostic(`${scriptBytes(files)} bytes of scripts by gzip, of ${MAX_DASHBOARD_GZIP_BYTES}`);
  assert.ok(scriptBytes(files) <= MAX_DASHBOARD_GZIP_BYTES && scriptBytes(files) > 20_000);
  const page = Buffer.from(files.find(({ name }) => name === 'index.html')?.contents ?? []).toString();
  const wanted = [...page.matchAll(/(?:src|href)="\/(?<name>[^"]+)"/gu)].map((match) => match.groups?.['name'] ?? '');
  assert.ok(wanted.length >= 3 && wanted.every((name) => names.includes(name)), wanted.join(' '));
  assert.doesNotMatch(page, /<script>|\s(?:style|on\w+)=/u);
  const folder = join(mkdtempSync(join(tmpdir(), 'qforge-dashboard-')), 'built');
  t.after(() => rmSync(join(folder, '..'), { recursive: true }));
  writeDashboard(folder, files);
  assert.deepEqual(readdirSync(folder).toSorted(), names.map((name) => `${name}.gz`).toSorted());
  for (const { contents, gzipped } of files) assert.ok(gunzipSync(gzipped).equals(contents));
  writeDashboard(folder, files.slice(0, 1));
  assert.ok(!existsSync(join(folder, 'dashboard.js.gz')), 'nothing of before stays');
});
