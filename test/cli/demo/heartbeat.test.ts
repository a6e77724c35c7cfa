import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { User } from '../command-line.ts';
import { TerminalCommand, whyNoTerminal } from '../pseudo-terminal.ts';

describe('the heartbeat', { skip: whyNoTerminal() ?? false }, () => {
  test('goes on at a terminal, with live counters, until Ctrl-C, which ends with 0', async (t) => {
    const user = new User(t);
    const stage = join(user.home, 'stage');
    mkdirSync(stage, { mode: 0o700 });
    const demo = TerminalCommand.open(user, ['demo'], { TMPDIR: stage });
    const first = await demo.printed(/up \d+ s {2}(?<messages>\d+) messages .*round trip \d.*Ctrl-C ends/u);
    await demo.printed(new RegExp(`up \\d+ s {2}(?!${first.groups?.['messages']} )\\d+ messages`, 'u'));
    demo.type('\u0003');
    const { code, stdout } = await demo.plainEnd();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^SHA-256 +ok/mu);
    assert.deepEqual(readdirSync(stage), []);
  });

  test('is left out with --once', async (t) => {
    const user = new User(t);
    const { code, stdout } = await TerminalCommand.open(user, ['demo', '--once']).plainEnd();
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /Ctrl-C/u);
  });
});
