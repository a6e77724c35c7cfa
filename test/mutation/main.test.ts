import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type { MutationRow } from './mutation-count.ts';

const PROGRAM = resolve(import.meta.dirname, 'main.ts');

function run(...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...parameters], { encoding: 'utf8' });
}

test('a sparse run of one part tries something of every kind, and finds nothing', () => {
  const { status, stdout, stderr } = run('wire', '--stride', '997', '--json');
  assert.equal(status, 0, stdout + stderr);
  const report = JSON.parse(stdout) as {
    tried: number;
    faults: number;
    unhandled: number;
    rows: readonly MutationRow[];
  };
  assert.deepEqual([report.faults, report.unhandled], [0, 0]);
  assert.equal(report.rows.length, 4 * 4 + 4 * 5);
  for (const { target, mutation, tried } of report.rows) assert.ok(tried > 0, `${target}: ${mutation}`);
});

test('the records of a rekey are a part of their own', () => {
  const { status, stdout, stderr } = run('rekey', '--stride', '1997', '--json');
  assert.equal(status, 0, stdout + stderr);
  const { rows, faults } = JSON.parse(stdout) as { faults: number; rows: readonly MutationRow[] };
  assert.equal(faults, 0);
  assert.deepEqual(
    [...new Set(rows.map(({ target }) => target))],
    ['the offer of new keys', 'the answer to it', 'the last record under the old key'],
  );
});

test('a wrong argument shows how it is used', () => {
  const { status, stderr } = run('--stride', '0');
  assert.equal(status, 2);
  assert.match(stderr, /Usage: npm run mutate/);
});
