import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'node:test';
import { Chances } from '../../simulation/chances.ts';
import { folderOf } from '../peer-rig.ts';

const PROGRAM = join(import.meta.dirname, 'mail-process.ts');
const SEED = 8;
const LIVES = 4;

/** Runs a role and kills it after so many lines, or lets it end; everything that it said. */
async function live(role: string, path: string, first: number, killAfterLines: number): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, role, path, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    lines += text.split('\n').length - 1;
    if (lines >= killAfterLines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

test(`kill -9 of ${2 * LIVES} processes loses nothing acknowledged and gives nothing acknowledged again (seed ${SEED})`, async (t) => {
  const path = join(folderOf(t), 'mail.db');
  const chances = new Chances(SEED);
  const deposited = new Set<number>();
  let next = 0;
  for (let life = 0; life < LIVES; life += 1) {
    const said = await live('deposit', path, next, chances.between(3, 40));
    for (const line of said) deposited.add(Number(line));
    // The one under way when the process died may be stored or not.
    next = Math.max(next, ...deposited) + 2;
  }
  assert.ok(deposited.size >= 3 * LIVES);
  const acknowledged = new Set<number>();
  const seen = new Set<number>();
  for (let life = 0; life <= LIVES; life += 1) {
    const said = await live('drain', path, 0, life === LIVES ? Number.POSITIVE_INFINITY : chances.between(3, 24));
    for (const line of said) {
      const number = Number(line.slice(1));
      assert.ok(!acknowledged.has(number), `message ${number} was acknowledged and came again`);
      seen.add(number);
      if (line.startsWith('!')) acknowledged.add(number);
    }
  }
  const lost = [...deposited].filter((number) => !seen.has(number));
  assert.deepEqual(lost, []);
  t.diagnostic(
    `${deposited.size} acknowledged deposits, 0 lost; ${acknowledged.size} acknowledged deliveries, 0 again`,
  );
});
