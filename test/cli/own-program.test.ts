import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { forkOwnProgram, threadProgram } from '../../src/cli/own-program.ts';
import { readPackageFacts } from '../../src/cli/package-facts.ts';

// What a single executable does instead is tried by `npm run executable`, on a real one.
test('this program starts itself once more, with the words it is given', async () => {
  const child = forkOwnProgram(['--version'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  assert.ok(child.stdout !== null);
  assert.equal((await text(child.stdout)).trim(), `qforge ${readPackageFacts().version}`);
  assert.deepEqual(await ended, [0, null]);
});

test('a thread runs a file where it is', () => {
  const file = new URL('kme/link-worker.ts', import.meta.url);
  assert.equal(threadProgram(file), file);
});
