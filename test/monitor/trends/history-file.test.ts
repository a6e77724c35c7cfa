import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { isQForgeError } from '../../../src/base/index.ts';
import { HistoryFile, MAX_HISTORY_SERIES } from '../../../src/monitor/trends/history-file.ts';
import { historyTiers } from '../../../src/monitor/trends/history-tiers.ts';

const START_MS = 1_800_000_000_000;

function pathOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-history-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'history.sqlite');
}

/** What a point of a width must be, from all values: the slow twin. */
function downsampled(values: readonly (readonly [number, number])[], stepMs: number): readonly object[] {
  const groups = Map.groupBy(values, ([atMs]) => Math.floor(atMs / stepMs) * stepMs);
  return [...groups].map(([atMs, group]) => {
    const numbers = group.map(([, value]) => value);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    return { atMs, mean, least: Math.min(...numbers), most: Math.max(...numbers) };
  });
}

test('every tier holds what its width of the values makes', (t) => {
  using file = HistoryFile.open(pathOf(t));
  const numbers = new SeededStream('history tiers');
  const values = Array.from(
    { length: 400 },
    (_, at) => [START_MS + at * 10_000, Math.round(numbers.uniform() * 100)] as const,
  );
  for (const [atMs, value] of values) file.add(atMs, new Map([['x', value]]));
  for (const [tier, { stepMs }] of historyTiers.entries()) {
    assert.deepEqual(file.read('x', tier, 0, Infinity), downsampled(values, stepMs), `${stepMs} ms`);
  }
  assert.deepEqual(file.read('x', 0, START_MS + 10_000, START_MS + 20_000).length, 2);
  assert.deepEqual(file.read('y', 0, 0, Infinity), []);
});

test('what is older than its tier keeps goes, and series that have nothing left', (t) => {
  using file = HistoryFile.open(pathOf(t));
  const [fine, middle, coarse] = historyTiers;
  assert.ok(fine !== undefined && middle !== undefined && coarse !== undefined);
  file.add(START_MS, new Map([['old', 1]]));
  file.forgetOld(START_MS + fine.keptMs + fine.stepMs);
  assert.deepEqual(
    [0, 1, 2].map((tier) => file.read('old', tier, 0, Infinity).length),
    [0, 1, 1],
  );
  file.forgetOld(START_MS + middle.keptMs + middle.stepMs);
  assert.deepEqual(
    [0, 1, 2].map((tier) => file.read('old', tier, 0, Infinity).length),
    [0, 0, 1],
  );
  file.forgetOld(START_MS + coarse.keptMs + coarse.stepMs);
  assert.deepEqual(file.series, []);
});

test('series are bounded, and what is no number is left out', (t) => {
  using file = HistoryFile.open(pathOf(t));
  const many = Array.from({ length: MAX_HISTORY_SERIES + 10 }, (_, at) => [`s${at}`, at] as const);
  file.add(START_MS, new Map([['nan', Number.NaN], ...many]));
  assert.equal(file.series.length, MAX_HISTORY_SERIES);
  assert.deepEqual(file.read('s9', 0, 0, Infinity)[0]?.mean, 9);
});

test('it is there after it was closed, for its user alone; another has it only then', (t) => {
  const path = pathOf(t);
  const first = HistoryFile.open(path);
  first.add(START_MS, new Map([['x', 5]]));
  first.keep('alerts', '{"a":1}');
  assert.throws(
    () => HistoryFile.open(path),
    (error) => isQForgeError(error, 'HISTORY_BUSY'),
  );
  assert.equal(statSync(path).mode & 0o777, 0o600);
  first[Symbol.dispose]();
  using second = HistoryFile.open(path);
  assert.deepEqual(second.read('x', 0, 0, Infinity), [{ atMs: START_MS, mean: 5, least: 5, most: 5 }]);
  assert.equal(second.kept('alerts'), '{"a":1}');
  assert.equal(second.kept('other'), undefined);
});

test('a file of another kind, and a folder, are refused by name', (t) => {
  const path = pathOf(t);
  writeFileSync(path, 'no database, and longer than the sixteen bytes that would tell');
  assert.throws(
    () => HistoryFile.open(path),
    (error) => isQForgeError(error, 'HISTORY_DAMAGED'),
  );
  assert.throws(
    () => HistoryFile.open(join(path, '..')),
    (error) => isQForgeError(error, 'HISTORY_UNAVAILABLE'),
  );
});

test('a process that is killed while it writes leaves whole moments, and the last one that it had told of', async (t) => {
  const path = pathOf(t);
  const program = fileURLToPath(new URL('history-kill-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    told = Number(chunk.toString().trim().split('\n').at(-1));
    if (told >= 200) break;
  }
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  using file = HistoryFile.open(path);
  const [first, second] = ['first', 'second'].map((name) => file.read(name, 0, 0, Infinity));
  assert.ok(first !== undefined && second !== undefined && first.length >= told, `${first?.length} of ${told}`);
  assert.deepEqual(
    first.map(({ mean }) => mean),
    second.map(({ mean }) => -mean),
  );
  file.add(START_MS, new Map([['first', 1]]));
});
