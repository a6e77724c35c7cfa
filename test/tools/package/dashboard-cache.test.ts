import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { DASHBOARD_CACHE, freshenDashboard } from '../../../tools/package/dashboard-cache.ts';
import { REPOSITORY_ROOT } from '../../../tools/source-tree.ts';

test('the dashboard is built when it is missing or older than its sources, and not else', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-cache-'));
  t.after(() => rmSync(root, { recursive: true }));
  const files = {
    'index.html': '<p>',
    'icon.svg': '<svg/>',
    'src/main.tsx': 'document.title = "x";',
    'styles/dashboard.css': '',
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'apps/dashboard', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(REPOSITORY_ROOT, 'node_modules/preact'), join(root, 'node_modules/preact'));
  assert.equal(await freshenDashboard(root), true);
  const page = join(root, DASHBOARD_CACHE, 'index.html.gz');
  assert.ok(existsSync(page));
  assert.equal(await freshenDashboard(root), false);
  const later = statSync(page).mtimeMs / 1000 + 60;
  utimesSync(join(root, 'apps/dashboard/src/main.tsx'), later, later);
  assert.equal(await freshenDashboard(root), true);
});
