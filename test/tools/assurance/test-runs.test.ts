import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import type { EndedFile } from '../../../tools/assurance/outcome.ts';
import { REPOSITORY_ROOT } from '../../../tools/source-tree.ts';

const RUNS = new URL('../../../tools/assurance/test-runs.ts', import.meta.url).href;

const GOOD = `
import { describe, test } from 'node:test';
describe('a suite', () => {
  test('passes', (t) => t.diagnostic('7 tried'));
  test('is left out', { skip: 'no disk' });
  test('fails', () => { throw new Error('wrong'); });
});
`;

const nameOf = (path: string): string => relative(REPOSITORY_ROOT, path);

test('ends of tests are told by the file: passed, failed, left out and why, figures, and a file that dies', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-runs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [good, dead] = [join(folder, 'good.test.mjs'), join(folder, 'dead.test.mjs')];
  writeFileSync(good, GOOD);
  writeFileSync(dead, 'process.exit(3);');
  // A run inside of a test runs nothing, so it is made by a process of its own.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const program = `
    const { runTestFile } = await import(${JSON.stringify(RUNS)});
    const names = ${JSON.stringify([good, dead].map(nameOf))};
    const files = await Promise.all(names.map(runTestFile));
    console.log(JSON.stringify(files));`;
  const script = join(folder, 'program.mjs');
  writeFileSync(script, program);
  const { stdout } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
  const [ofGood, ofDead] = JSON.parse(stdout) as EndedFile[];
  const { tests = [], figures, seconds = 0 } = ofGood ?? {};
  assert.deepEqual(
    tests.filter(({ name }) => name !== 'a suite').map(({ name, end, reason }) => [name, end, reason]),
    [
      ['passes', 'passed', undefined],
      ['is left out', 'skipped', 'no disk'],
      ['fails', 'failed', 'wrong'],
    ],
  );
  assert.ok(figures?.includes('7 tried'));
  assert.ok(seconds > 0);
  assert.equal(ofDead?.failure, 'the file holds no test, or died');
});
