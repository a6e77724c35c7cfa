import assert from 'node:assert/strict';
import test from 'node:test';
import { User } from '../command-line.ts';

test('qforge quantum lists what it can do', async (t) => {
  const { code, stdout } = await new User(t).run(['quantum', '--help']);
  assert.equal(code, 0);
  for (const name of ['run', 'draw', 'bell', 'teleport', 'devices'])
    assert.match(stdout, new RegExp(`^  ${name} `, 'mu'));
  assert.match(stdout, /Nothing that comes out of it is\s+key\s+material/u);
});
