import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertFailure, onlyDocument, startListening, User, withIdentity } from '../command-line.ts';
import { TerminalCommand, whyNoTerminal } from '../pseudo-terminal.ts';

describe('qforge top', () => {
  test('shows the rates of a running process, as text and as data', async (t) => {
    const user = new User(t);
    await withIdentity(user);
    const { command } = await startListening(t, user, ['listen']);
    const ended = await user.run(['top', '--once', '--json']);
    assert.equal(ended.code, 0, ended.stderr);
    const { processes } = onlyDocument(ended) as unknown as {
      processes: { command: string; peers: number; rates: object }[];
    };
    assert.deepEqual(
      processes.map(({ command: name, peers, rates }) => [name, peers, rates]),
      [['listen', 0, { bytesPerSecond: 0, messagesPerSecond: 0 }]],
    );
    const text = await user.run(['top']);
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /^listen \(process \d+\) {2}healthy, up .*, 0 peers\n {2}traffic +0 B\/s {2}▁\n/u);
    await command.end('SIGTERM');
  });

  test('ends with 1 when nothing runs', async (t) => {
    assertFailure(await new User(t).run(['top', '--once']), 'NOT_RUNNING');
  });
});

describe('qforge top at a terminal', { skip: whyNoTerminal() ?? false }, () => {
  for (const how of ['Ctrl-C', 'SIGTERM'] as const) {
    test(`shows the cursor and the first screen again on ${how}, and ends with 0`, async (t) => {
      const user = new User(t);
      await withIdentity(user);
      await startListening(t, user, ['listen']);
      const command = TerminalCommand.openUnderShell(user, ['top']);
      const shown = /\[\?1049h.\[\?25l.*listen \(process/su;
      await command.typeAfter(shown, how === 'Ctrl-C' ? '\u0003' : '');
      if (how === 'SIGTERM') await command.signal(how);
      const { stdout } = await command.plainEnd();
      const [, after = ''] = stdout.split('\u001b[?25h\u001b[?1049l');
      assert.match(after, /^code=0\n/u);
      assert.equal(stdout.split('\u001b[?1049l').length, 2, 'it is left once');
    });
  }
});
