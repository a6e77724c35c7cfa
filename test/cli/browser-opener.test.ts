import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { openBrowser } from '../../src/cli/browser-opener.ts';

test('the address goes to the program that opens it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-opener-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'opened');
  const program = `require('node:fs').writeFileSync(${JSON.stringify(file)}, process.argv[1])`;
  assert.equal(await openBrowser('http://127.0.0.1:1/#sign-in=x', [process.execPath, '-e', program]), true);
  // It may still be at it: what takes long is taken to have been done.
  while (!existsSync(file) || readFileSync(file, 'utf8') === '')
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(readFileSync(file, 'utf8'), 'http://127.0.0.1:1/#sign-in=x');
});

test('a program that is missing, or that fails, has opened nothing', async () => {
  assert.equal(await openBrowser('http://127.0.0.1:1/', ['qforge-there-is-no-such-program']), false);
  assert.equal(await openBrowser('http://127.0.0.1:1/', ['false']), false);
});
