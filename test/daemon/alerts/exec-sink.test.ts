import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { ExecSink } from '../../../src/daemon/alerts/exec-sink.ts';
import { sampleNotice } from './sample-notice.ts';

const never = new AbortController().signal;

test('a program reads the notice, and gets nothing else of ours', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-exec-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  process.env['QFORGE_TEST_SECRET'] = 'canary';
  t.after(() => delete process.env['QFORGE_TEST_SECRET']);
  const sink = new ExecSink(['/bin/sh', '-c', 'cat > "$0/notice"; env > "$0/environment"', folder]);
  await sink.send(sampleNotice, never);
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'notice'), 'utf8')), JSON.parse(JSON.stringify(sampleNotice)));
  assert.ok(!readFileSync(join(folder, 'environment'), 'utf8').includes('canary'));
  assert.equal(sink.name, 'exec /bin/sh');
});

test('fails when the program does, is not there, or is stopped; not when it does not read', async () => {
  const failing = async (command: readonly [string, ...string[]], reason: RegExp, signal = never): Promise<void> =>
    assert.rejects(
      new ExecSink(command).send(sampleNotice, signal),
      (error) => isQForgeError(error, 'ALERT_NOT_DELIVERED') && reason.test(error.message) && !error.details.final,
    );
  await failing(['/bin/false'], /it ended with 1/u);
  await failing(['/no/such/program'], /it cannot be run/u);
  const stop = new AbortController();
  const stopped = failing(['/bin/sleep', '600'], /it was stopped/u, stop.signal);
  stop.abort();
  await stopped;
  await new ExecSink(['/bin/true']).send(sampleNotice, never);
});
