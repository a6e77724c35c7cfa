import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { silentLogger } from '../../src/base/index.ts';
import { openHistory } from '../../src/daemon/history-place.ts';

test('a second process keeps its history in memory, with a warning, and the first one’s stays as it was', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-history-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'history.sqlite');
  const first = openHistory(path, silentLogger);
  first.add(0, new Map([['x', 1]]));
  const said: string[] = [];
  const second = openHistory(path, {
    log: (level, _category, text, fields) => said.push(`${level} ${text} ${fields?.['code']}`),
  });
  second.add(0, new Map([['y', 1]]));
  assert.deepEqual(said, ['warn history only in memory HISTORY_BUSY']);
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  using third = openHistory(path, silentLogger);
  assert.deepEqual(third.series, ['x']);
});
