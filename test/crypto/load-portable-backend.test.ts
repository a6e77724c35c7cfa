import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { loadPortableBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';

/** The files and modules that a process loads when it imports one file. */
function loadedBy(path: string): string[] {
  const module = new URL(path, import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(module)});
    console.log(JSON.stringify(loaded));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-'], { input: script, encoding: 'utf8' });
  return JSON.parse(run.stdout) as string[];
}

test('the portable backend comes when it is asked for', async () => {
  assert.equal(await loadPortableBackend(), portableBackend);
});

test('a client that does not ask for it loads none of its libraries', () => {
  const isHeavy = (url: string): boolean => /\/(?:@noble|hpke)\//u.test(url);
  const loaded = loadedBy('../../src/client/index.ts');
  assert.ok(loaded.some((url) => url.endsWith('/native-backend.ts')));
  assert.deepEqual(loaded.filter(isHeavy), []);
  assert.ok(loadedBy('../../src/crypto/portable-backend.ts').some(isHeavy), 'it would be seen');
});
