import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { countInMemory } from './memory-pattern.ts';

const PROGRAM = join(import.meta.dirname, 'wiped-program.ts');
const SECRET_BYTES = 32;
const skip = process.platform === 'linux' ? false : 'the memory of a process is read through /proc';

/** How often the secret is in the memory of a process while it is held, and after it was let go of. */
async function copies(t: TestContext, way: 'bytes' | 'key'): Promise<readonly [held: number, gone: number]> {
  const salt = randomInt(1, 2 ** 31);
  const child = spawn(process.execPath, [PROGRAM, way, String(salt)], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const count = (): number => countInMemory(child.pid ?? 0, SECRET_BYTES, salt);
  assert.equal((await lines.next()).value, 'held');
  const held = count();
  child.stdin.write('let go\n');
  assert.equal((await lines.next()).value, 'gone');
  const gone = count();
  t.diagnostic(`${way}, salt ${salt}: ${held} in memory while held, ${gone} afterwards`);
  return [held, gone];
}

test('a wiped secret is nowhere in the memory of its process', { skip }, async (t) => {
  const [held, gone] = await copies(t, 'bytes');
  assert.equal(held, 1);
  assert.equal(gone, 0);
});

test('a private key that was released is nowhere in the memory of its process', { skip }, async (t) => {
  const [held, gone] = await copies(t, 'key');
  assert.ok(held >= 1, 'it was there');
  assert.equal(gone, 0);
});
