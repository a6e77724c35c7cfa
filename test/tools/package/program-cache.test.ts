import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { runCommand } from '../../../tools/command.ts';
import { freshenProgram } from '../../../tools/package/program-cache.ts';
import { REPOSITORY_ROOT } from '../../../tools/source-tree.ts';

/** A small repository: a room, a command line that loads it late, and what lies beside `dist`. */
const FILES = {
  'package.json': '{ "type": "module", "version": "1.2.3" }',
  'package-lock.json': '{}',
  'README.md': 'read me',
  'src/base/index.ts': `export { greeting } from './greeting.ts';`,
  'src/base/greeting.ts': `export const greeting: string = 'hello';`,
  'src/cli/kme/link-worker.ts': 'export {};',
  'src/cli/main.ts': `const { greeting } = await import('../base/index.ts');
    const { readFileSync } = await import('node:fs');
    const there = ['package.json', 'README.md'].map((name) => readFileSync(new URL('../../' + name, import.meta.url), 'utf8'));
    process.stdout.write([greeting, ...there].join());`,
};

test('the program is built when it is missing or older than a source, and not else; it finds what packages hold', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-program-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  mkdirSync(join(root, 'node_modules/@types'), { recursive: true });
  symlinkSync(join(REPOSITORY_ROOT, 'node_modules/@types/node'), join(root, 'node_modules/@types/node'));
  const said = (): string => runCommand([process.execPath, freshenProgram(root)]);
  assert.equal(said(), `hello,${FILES['package.json']},read me`);
  const program = freshenProgram(root);
  const builtMs = statSync(program).mtimeMs;
  assert.equal(statSync(freshenProgram(root)).mtimeMs, builtMs);
  write('src/base/greeting.ts', `export const greeting: string = 'good evening';`);
  const later = builtMs / 1000 + 60;
  utimesSync(join(root, 'src/base/greeting.ts'), later, later);
  assert.match(said(), /^good evening,/u);
});
