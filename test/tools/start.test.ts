import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { REPOSITORY_ROOT } from '../../tools/source-tree.ts';

const START = resolve(REPOSITORY_ROOT, 'tools/start.mjs');

function start(
  options: readonly string[],
  ...words: readonly string[]
): { status: number | null; stderr: string; stdout: string } {
  return spawnSync(process.execPath, [...options, START, ...words], { cwd: REPOSITORY_ROOT, encoding: 'utf8' });
}

test('a script gets its own path and arguments', () => {
  const printArguments = 'data:text/javascript,console.log(process.argv[1], process.argv.slice(2).join())';
  const { status, stderr } = start([], printArguments);
  assert.notEqual(status, 0, 'a script is a path, never an address');
  assert.match(stderr, /ERR_MODULE_NOT_FOUND/u);

  const run = start([], 'tools/run-tests.ts', 'no-such-test');
  assert.equal(run.stderr, 'No test file matches no-such-test.\n');
  assert.equal(run.status, 2);
});

test('a runtime that is too old gets one sentence and exit code 2', () => {
  const pretendOld = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`;
  const { status, stdout, stderr } = start(['--import', pretendOld], 'tools/run-tests.ts');
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^This is Node\.js 20\.20\.2 .*\n$/u);
});

test('without a script it says how it is used', () => {
  const { status, stderr } = start([]);
  assert.equal(status, 2);
  assert.match(stderr, /^Name the script to run/u);
});

test('what an old Node.js must read holds no syntax of TypeScript and imports nothing new', () => {
  for (const file of ['start.mjs', 'runtime-version.mjs']) {
    const text = readFileSync(resolve(REPOSITORY_ROOT, 'tools', file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/from '([^']+)'/gu)) {
      assert.ok(['node:fs', 'node:path', 'node:url', './runtime-version.mjs'].includes(specifier), specifier);
    }
  }
});

test('every npm script that runs TypeScript goes through this door', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const running = Object.values(scripts).filter((script) => script.includes('.ts'));
  assert.ok(running.length > 5);
  for (const script of running) assert.match(script, /^(?:[A-Z_]+=\d+ )?node tools\/start\.mjs \S+\.ts( [\w/-]+)*$/u);
});
