import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ControlServer } from '../../src/daemon/control-server.ts';
import { surveyProcesses } from '../../src/daemon/process-survey.ts';
import { sampleHealth, sampleStatus } from './sample-status.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('the survey of running processes', () => {
  test('finds nobody in a folder that is missing, empty, or open to others', async (t) => {
    const folder = temporaryFolder(t);
    assert.deepEqual(await surveyProcesses(join(folder, 'missing')), []);
    assert.deepEqual(await surveyProcesses(folder), []);
    const server = await ControlServer.start(folder, 'listen', {
      status: () => sampleStatus,
      health: () => sampleHealth,
    });
    t.after(() => server.stop());
    chmodSync(folder, 0o755);
    assert.deepEqual(await surveyProcesses(folder), []);
  });

  test('gives the status and the health of each process', async (t) => {
    const folder = temporaryFolder(t);
    const server = await ControlServer.start(folder, 'listen', {
      status: () => sampleStatus,
      health: () => sampleHealth,
    });
    t.after(() => server.stop());
    assert.deepEqual(await surveyProcesses(folder), [
      { pid: process.pid, command: 'listen', status: sampleStatus, health: sampleHealth },
    ]);
  });

  test('reports a process whose answer has another form', async (t) => {
    const folder = temporaryFolder(t);
    const server = await ControlServer.start(folder, 'listen', { status: () => ({}), health: () => sampleHealth });
    t.after(() => server.stop());
    const [found] = await surveyProcesses(folder);
    assert.ok(found !== undefined && 'problem' in found);
    assert.equal(found.problem.code, 'MALFORMED');
  });

  test('reports a process that does not answer', async (t) => {
    const folder = temporaryFolder(t);
    const server = createServer(() => undefined);
    t.after(() => server.close());
    await new Promise<void>((resolve) => server.listen(join(folder, 'listen-1.sock'), resolve));
    const [found] = await surveyProcesses(folder, 50);
    assert.ok(found !== undefined && 'problem' in found);
    assert.equal(found.problem.code, 'CONTROL_UNANSWERED');
  });

  test('removes the socket of a process that was killed, and leaves other files alone', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'notes.txt'), '');
    const child = fork(join(import.meta.dirname, 'control-server-process.ts'), [folder]);
    await new Promise((resolve) => child.once('message', resolve));
    assert.equal((await surveyProcesses(folder)).length, 1);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(readdirSync(folder).length, 2);
    assert.deepEqual(await surveyProcesses(folder), []);
    assert.deepEqual(readdirSync(folder), ['notes.txt']);
    assert.ok(existsSync(join(folder, 'notes.txt')));
  });
});
