import assert from 'node:assert/strict';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { bundleForNode } from '../../../tools/package/node-bundle.ts';

/** A small repository of rooms. */
const FILES = {
  'package.json': '{ "type": "module" }',
  'src/base/index.ts': `export { Shared } from './shared.ts';`,
  'src/base/shared.ts': 'export class Shared { readonly made: number = 1; }',
  'src/crypto/index.ts': `export { Shared } from '../base/index.ts';
    export const late = async (): Promise<string> => (await import('./late.ts')).late;`,
  'src/crypto/late.ts': `import { isBuiltin } from 'node:module'; import 'some-package'; export const late: string = String(isBuiltin('fs'));`,
  'src/cli/index.ts': 'export {};',
  'out/base/old.js': 'left over',
  'out/base/old.d.ts': 'kept',
  'node_modules/some-package/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/some-package/index.js': 'globalThis.loaded = true;',
};

test('rooms become a module each that shares classes with the others, and loads late what was loaded late', async () => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-bundle-'));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    bundleForNode(join(root, 'out'), root);
    const written = globSync('**/*', { cwd: join(root, 'out') }).map((path) => path.replace(/-\w+\.js$/u, '-HASH.js'));
    assert.deepEqual(written.filter((path) => /\.(?:js|ts)$/u.test(path)).toSorted(), [
      'base/index.js',
      'base/old.d.ts',
      'crypto/index.js',
      'shared/chunk-HASH.js',
      'shared/late-HASH.js',
    ]);
    assert.ok(!existsSync(join(root, 'out/cli')));
    const base = (await import(join(root, 'out/base/index.js'))) as { Shared: unknown };
    const crypto = (await import(join(root, 'out/crypto/index.js'))) as {
      Shared: unknown;
      late: () => Promise<string>;
    };
    assert.equal(base.Shared, crypto.Shared);
    assert.equal(Reflect.get(globalThis, 'loaded'), undefined);
    assert.equal(await crypto.late(), 'true');
    assert.equal(Reflect.get(globalThis, 'loaded'), true, 'packages stay outside');
  } finally {
    rmSync(root, { recursive: true });
  }
});
