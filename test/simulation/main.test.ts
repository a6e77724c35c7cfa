import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const PROGRAM = resolve(import.meta.dirname, 'main.ts');

function run(...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...parameters], { encoding: 'utf8' });
}

test('the command prints one JSON object that says what was run and found', () => {
  const { status, stdout } = run('channel', '--seeds', '2', '--from', '5', '--json');
  const summary: unknown = JSON.parse(stdout);
  assert.ok(typeof summary === 'object' && summary !== null && 'messagesSent' in summary);
  assert.deepEqual(summary, { ...summary, scenario: 'channel', from: 5, seeds: 2, violations: [] });
  assert.ok(Number(summary.messagesSent) >= 2 * 2 * 24);
  assert.equal(status, 0);
});

test('restarts are a scenario of their own', () => {
  const { status, stdout } = run('restart', '--seeds', '1', '--from', '3', '--json');
  const summary = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  assert.deepEqual([summary['scenario'], summary['violations'], summary['messagesDelivered']], ['restart', [], 40]);
  assert.equal(status, 0);
});

test('without a scenario it says how it is used', () => {
  const { status, stderr } = run('tea');
  assert.equal(status, 2);
  assert.match(stderr, /Usage: npm run sim/);
});
