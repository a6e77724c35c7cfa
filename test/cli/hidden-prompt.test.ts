import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { createIdentityFile, loadIdentityFile, SecretBytes } from '../../src/client/index.ts';
import { User } from './command-line.ts';
import { TerminalCommand, whyNoTerminal } from './pseudo-terminal.ts';

const skip = whyNoTerminal() ?? false;

describe('the prompt for a passphrase', { skip }, () => {
  test('asks twice for a new one, and shows nothing of it', async (t) => {
    const user = new User(t);
    const command = TerminalCommand.open(user, ['keygen']);
    await command.typeAfter(/New passphrase: $/u, 'open sesamX\u007fe\r');
    await command.typeAfter(/The same again: $/u, 'open sesame\r');
    const { code, stdout } = await command.plainEnd();
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /open|sesam/u);
    using passphrase = SecretBytes.take(utf8('open sesame'));
    assert.ok(stdout.includes((await loadIdentityFile(user.identityPath, passphrase)).peerId));
  });

  test('makes nothing when the two entries differ', async (t) => {
    const user = new User(t);
    const command = TerminalCommand.open(user, ['keygen']);
    await command.typeAfter(/New passphrase: $/u, 'one\r');
    await command.typeAfter(/The same again: $/u, 'two\r');
    const { code, stdout } = await command.plainEnd();
    assert.equal(code, 2);
    assert.match(stdout, /the two entries differ/u);
    assert.ok(!existsSync(user.identityPath));
  });

  test('ends the command with 130 on Ctrl-C, and with an error on Ctrl-D', async (t) => {
    const user = new User(t);
    for (const [key, expected] of [
      ['\u0003', 130],
      ['\u0004', 1],
    ] as const) {
      const command = TerminalCommand.open(user, ['keygen']);
      await command.typeAfter(/New passphrase: $/u, `abc${key}`);
      assert.equal((await command.plainEnd()).code, expected);
    }
    assert.ok(!existsSync(user.identityPath));
  });

  const endings = [
    ['keygen', 'Ctrl-C', 130],
    ['keygen', 'SIGINT', 130],
    ['keygen', 'SIGTERM', 143],
    ['up', 'Ctrl-C', 130],
    ['up', 'SIGTERM', 143],
  ] as const;
  for (const [word, how, code] of endings) {
    test(`of ${word} gives the terminal back on ${how}, and ends with ${code}`, async (t) => {
      const user = new User(t);
      using passphrase = SecretBytes.take(utf8('open sesame'));
      if (word === 'up') await createIdentityFile(user.identityPath, { passphrase });
      const command = TerminalCommand.openUnderShell(user, [word]);
      // Keys and signals come on ways of their own: keys before a signal could come after the end, to the shell.
      await command.typeAfter(/assphrase[^\n]*: $/u, how === 'Ctrl-C' ? 'abc\u0003' : '');
      if (how !== 'Ctrl-C') await command.signal(how);
      const { stdout } = await command.plainEnd();
      assert.match(stdout, new RegExp(`^code=${code}$`, 'mu'));
      for (const setting of ['isig', 'icanon', 'echo', 'opost']) {
        assert.match(stdout, new RegExp(`[\\s;]${setting}[\\s;]`, 'u'), `${setting} is off:\n${stdout}`);
      }
      assert.doesNotMatch(stdout, /abc/u);
    });
  }

  for (const how of ['Ctrl-Z', 'SIGTSTP']) {
    test(`stops the job on ${how} with the terminal as it was, and asks anew when it goes on`, async (t) => {
      const user = new User(t);
      const command = TerminalCommand.openAsJob(user, ['keygen']);
      await command.typeAfter(/New passphrase: $/u, how === 'Ctrl-Z' ? 'abc\u001a' : '');
      if (how === 'SIGTSTP') await command.signal(how);
      await command.typeAfter(/continued[^]*New passphrase: $/u, 'open sesame\r');
      await command.typeAfter(/The same again: $/u, 'open sesame\r');
      const { stdout } = await command.plainEnd();
      const [, whileStopped = ''] = /^stopped=148$(.*)^continued$/msu.exec(stdout) ?? [];
      for (const setting of ['isig', 'icanon', 'echo', 'opost']) {
        assert.match(whileStopped, new RegExp(`[\\s;]${setting}[\\s;]`, 'u'), `${setting} is off:\n${stdout}`);
      }
      assert.match(stdout, /^code=0$/mu);
      assert.doesNotMatch(stdout, /abc/u);
      using passphrase = SecretBytes.take(utf8('open sesame'));
      assert.ok(stdout.includes((await loadIdentityFile(user.identityPath, passphrase)).peerId));
    });
  }
});
