import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LogLevel } from '../../../src/base/index.ts';
import { LOG_GATHER_MS, LogWriter } from '../../../src/monitor/logging/log-writer.ts';
import { RecordingMetrics } from '../../resilience/recording-sinks.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { writtenLine } from './sample-entry.ts';

/** A disk whose writes take as long as the test likes, or fail. */
class SlowDisk {
  text = '';
  failure: Error | undefined;
  isClosed = false;
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  isSlow = true;

  async append(lines: Uint8Array): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    if (this.isSlow) {
      const gate = Promise.withResolvers<void>();
      this.#waiting.push(gate);
      await gate.promise;
    }
    this.text += new TextDecoder().decode(lines);
  }

  appendNow(lines: Uint8Array): void {
    if (this.failure !== undefined) throw this.failure;
    this.text += new TextDecoder().decode(lines);
  }

  close(): void {
    this.isClosed = true;
  }

  speedUp(): void {
    this.isSlow = false;
    for (const gate of this.#waiting.splice(0)) gate.resolve();
  }
}

function rig(queueChars = 100) {
  const [disk, time, metrics] = [new SlowDisk(), new SimulatedTime(), new RecordingMetrics()];
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => void failures.push(error);
  const writer = new LogWriter({ file: disk, clock: time, metrics, queueChars, onFailure });
  const write = (text: string, level: LogLevel = 'info', isKept = false): void =>
    writer.write({ text: `${text}\n`, level, isKept });
  return { disk, time, metrics, failures, writer, write };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a writer of lines', () => {
  test('writes lines of one turn together, in order', async () => {
    const { disk, writer, write } = rig();
    disk.isSlow = false;
    for (const text of ['a', 'b', 'c']) write(text);
    assert.equal(disk.text, '', 'who logs does not wait for it');
    await writer.flush();
    assert.equal(disk.text, 'a\nb\nc\n');
  });

  test('lets ordinary lines gather, and writes a warning at once with all before it', async () => {
    const { disk, time, writer, write } = rig(1000);
    disk.isSlow = false;
    const written = (): string => disk.text;
    write('one');
    await time.settled(time.passes(LOG_GATHER_MS - 1), LOG_GATHER_MS);
    write('two');
    assert.equal(written(), '', 'few lines are not worth a write yet');
    await time.settled(time.passes(1), LOG_GATHER_MS);
    assert.equal(written(), 'one\ntwo\n');
    write('three');
    write('four', 'warn');
    await turn();
    assert.equal(written(), 'one\ntwo\nthree\nfour\n');
    write('x'.repeat(500));
    await turn();
    assert.ok(written().endsWith('x\n'), 'nor do many wait');
    write('last');
    await writer.close();
    assert.ok(written().endsWith('last\n'), 'nor does the end');
    assert.equal(time.pendingEvents, 0);
  });

  test('with a slow disk drops the lowest lines, never holds up who logs, and says what is missing', async () => {
    const { disk, writer, write, metrics } = rig();
    write('first');
    await turn();
    for (let index = 0; index < 1000; index += 1) write(`debug ${index}`, 'debug');
    for (let index = 0; index < 5; index += 1) write(`error ${index}`, 'error');
    assert.equal(disk.text, '');
    disk.speedUp();
    await writer.close();
    const lines = disk.text.split('\n').slice(0, -1);
    assert.deepEqual(lines.filter((line) => line.startsWith('error')).length, 5);
    const told = writtenLine(lines.find((line) => line.startsWith('{')) ?? '');
    const dropped = Number(told.fields?.['debug']);
    assert.deepEqual([told.message, told.level], ['log lines dropped', 'warn']);
    const kept = lines.filter((line) => line.startsWith('debug')).length;
    assert.equal(dropped + kept, 1000, 'what is missing is told exactly');
    assert.equal(metrics.values.get('qforge_log_lines_lost_total{reason=slow disk, debug}'), dropped);
  });

  test('never loses lines that are kept: what the queue cannot hold is written at once', async () => {
    const { disk, writer, write } = rig(100);
    write('first');
    await turn();
    for (let index = 0; index < 200; index += 1) write(`audit ${index}`, 'info', true);
    assert.ok(disk.text.includes('audit 0\n'), 'without waiting for the slow write');
    disk.speedUp();
    await writer.close();
    for (let index = 0; index < 200; index += 1) assert.ok(disk.text.includes(`audit ${index}\n`), `${index}`);
  });

  test('with a full disk tells once, counts, and goes on when there is room', async () => {
    const { disk, time, writer, write, metrics, failures } = rig();
    disk.isSlow = false;
    disk.failure = new Error('ENOSPC');
    write('lost');
    await writer.flush();
    write('waits');
    await writer.flush();
    assert.deepEqual([failures.length, metrics.values.get('qforge_log_lines_lost_total{reason=unwritable}')], [1, 1]);
    disk.failure = undefined;
    await time.settled(time.passes(1000), 1000);
    await writer.close();
    assert.deepEqual([disk.text, disk.isClosed], ['waits\n', true]);
  });

  test('takes nothing after it is closed, and may be closed twice', async () => {
    const { disk, writer, write } = rig();
    disk.isSlow = false;
    await writer.close();
    write('late');
    await writer.close();
    assert.equal(disk.text, '');
  });
});

test('a process that is killed loses nothing that was flushed, and spoils at most one line', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-log-kill-'));
  const program = fileURLToPath(new URL('log-writer-process.ts', import.meta.url));
  for (const killAfter of [300, 2000, 5000]) {
    const child = spawn(process.execPath, [program, join(folder, 'app.log')], { stdio: ['ignore', 'pipe', 'inherit'] });
    let flushed = 0;
    for await (const line of createInterface(child.stdout)) {
      flushed = Number(line);
      if (flushed >= killAfter) child.kill('SIGKILL');
    }
    const { numbers, torn } = readNumbers(folder);
    t.diagnostic(`killed after ${flushed} lines: ${numbers.size} found in ${readdirSync(folder).length} files`);
    for (let number = 0; number < flushed; number += 1) assert.ok(numbers.has(number), `${number} of ${flushed}`);
    assert.ok(torn <= 1, `${torn} torn lines`);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  }
  rmSync(folder, { recursive: true });
});

function readNumbers(folder: string): { readonly numbers: ReadonlySet<number>; readonly torn: number } {
  const numbers = new Set<number>();
  let torn = 0;
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue;
      try {
        numbers.add(Number(writtenLine(line).fields?.['number']));
      } catch {
        torn += 1;
      }
    }
  }
  return { numbers, torn };
}
