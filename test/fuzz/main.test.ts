import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const PROGRAM = resolve(import.meta.dirname, 'main.ts');

function run(...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...parameters], { encoding: 'utf8' });
}

test('a named target is fuzzed, and one JSON object says what was found', () => {
  const { status, stdout } = run('ip-range', '--count', '200', '--seed', '9', '--json');
  assert.equal(status, 0, stdout);
  const report = JSON.parse(stdout) as { target: string; inputs: number; faults: readonly unknown[] };
  assert.deepEqual([report.target, report.faults], ['ip-range', []]);
  assert.ok(report.inputs >= 200);
});

test('an unknown target shows the known ones', () => {
  const { status, stderr } = run('tea');
  assert.equal(status, 2);
  assert.match(stderr, /Targets:\n {2}certificate\n/);
});
