import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { assertFailure, User } from '../command-line.ts';

describe('qforge completion', () => {
  test('prints a script that bash can read, and that completes', async (t) => {
    const { code, stdout } = await new User(t).run(['completion', 'bash']);
    assert.equal(code, 0);
    assert.equal(spawnSync('bash', ['-n'], { input: stdout }).status, 0);
    const script = `${stdout}\nCOMP_WORDS=(qforge se); COMP_CWORD=1; _qforge; echo "\${COMPREPLY[*]}"`;
    assert.equal(spawnSync('bash', [], { input: script, encoding: 'utf8' }).stdout, 'send selftest\n');
  });

  test('knows three shells, and no others', async (t) => {
    const user = new User(t);
    assert.match((await user.run(['completion', 'zsh'])).stdout, /^#compdef qforge\n/u);
    assert.match((await user.run(['completion', 'fish'])).stdout, /^complete -c qforge /mu);
    assertFailure(await user.run(['completion', 'tcsh']), 'COMMAND_LINE_INVALID');
    assertFailure(await user.run(['completion']), 'COMMAND_LINE_INVALID');
  });
});
