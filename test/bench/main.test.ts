import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import type { BenchmarkResult } from '../../bench/measurement.ts';
import { insaneFigures } from '../../bench/sanity.ts';

const repository = resolve(import.meta.dirname, '../..');

function bench(...benchArguments: string[]): SpawnSyncReturns<string> {
  const program = join(repository, 'bench/main.ts');
  return spawnSync(process.execPath, [program, ...benchArguments], { cwd: repository, encoding: 'utf8' });
}

describe('bench command', { timeout: 600_000 }, () => {
  test('prints one JSON object with figures that make sense', () => {
    const { stdout, stderr, status } = bench('pool', '--json', '--quick');
    assert.equal(status, 0, stderr);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 1);
    const result = JSON.parse(String(lines[0])) as BenchmarkResult;
    assert.equal(result.name, 'pool');
    assert.deepEqual(insaneFigures([result]), []);
    for (const measurement of [result, ...result.details]) {
      const keys = ['name', 'unit', 'ours', 'peer', 'peerName', 'ratio', 'limit', 'limitRatio', 'runs', 'spread'];
      for (const key of keys) assert.ok(key in measurement, key);
    }
  });

  test('a name that does not exist is exit code 2 with the list of names', () => {
    const { status, stdout, stderr } = bench('nonsense');
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /There is no benchmark nonsense\.[^]*handshake/);
  });
});
