import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { RunningCommand } from './command-line.ts';

/** A process that waits to be interrupted, then prints that it ends in order, and takes its time. */
function waiting(kind: string): RunningCommand {
  return new RunningCommand(spawn(process.execPath, [join(import.meta.dirname, 'interrupted-process.ts'), kind]));
}

describe('an interruption', () => {
  for (const [kind, signal, code] of [
    ['service', 'SIGINT', 130],
    ['service', 'SIGTERM', 0],
    ['task', 'SIGINT', 130],
    ['task', 'SIGTERM', 143],
    ['done', 'SIGINT', 0],
    ['done', 'SIGTERM', 0],
  ] as const) {
    test(`by ${signal} lets a ${kind} end in order, with ${code}`, async () => {
      const command = waiting(kind);
      await command.printed(/waiting/u);
      const ended = await command.end(signal);
      assert.equal(ended.stdout, 'waiting\nending\nended\n');
      assert.equal(ended.code, code);
    });
  }

  test('by a second signal ends the process at once', async () => {
    const command = waiting('stubborn');
    await command.printed(/waiting/u);
    command.child.kill('SIGINT');
    await command.printed(/ending/u);
    const ended = await command.end('SIGINT');
    assert.equal(ended.stdout, 'waiting\nending\n');
    assert.equal(ended.code, 130);
  });

  test('ends a service that does not end in its time, and says so', async () => {
    const command = waiting('stuck');
    await command.printed(/waiting/u);
    const ended = await command.end('SIGTERM');
    assert.equal(ended.stdout, 'waiting\nending\n');
    assert.match(ended.stderr, /could not end in order within 0\.1 s/u);
    assert.equal(ended.code, 1);
  });
});
