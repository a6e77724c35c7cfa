import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dashboardFolder, packageRoot, readPackageFacts } from '../../src/cli/package-facts.ts';
import { DASHBOARD_CACHE } from '../../tools/package/dashboard-cache.ts';

const repository = join(import.meta.dirname, '../..');

describe('the facts of the package', () => {
  test('come from package.json', () => {
    const { version, engines } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      version: string;
      engines: { node: string };
    };
    assert.deepEqual(readPackageFacts(), { version, minimumNodeVersion: engines.node.slice(2) });
    assert.match(readPackageFacts().minimumNodeVersion, /^\d+\.\d+$/u);
  });

  test('are found two steps above the sources', () =>
    assert.equal(join(fileURLToPath(packageRoot)), join(repository, '/')));

  test('say where the dashboard is built for the sources', () =>
    assert.equal(dashboardFolder(), join(repository, DASHBOARD_CACHE)));
});
