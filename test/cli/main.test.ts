import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { describe, test } from 'node:test';
import { readPackageFacts } from '../../src/cli/package-facts.ts';
import { testedProgram } from '../../tools/tested-program.ts';
import { assertFailure, startListening, trustingPair, User } from './command-line.ts';

describe('the entry', () => {
  test('can be run as a program', () =>
    assert.match(readFileSync(testedProgram, 'utf8'), /^#!\/usr\/bin\/env node\n/u));

  test('prints the version', async (t) => {
    const { code, stdout } = await new User(t).run(['--version']);
    assert.deepEqual([code, stdout], [0, `qforge ${readPackageFacts().version}\n`]);
  });

  test('prints help on standard output when it is asked, and when nothing is asked', async (t) => {
    const user = new User(t);
    const help = await user.run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: qforge /u);
    assert.equal(help.stderr, '');
    assert.equal((await user.run([])).stdout, help.stdout);
    const send = await user.run(['help', 'send']);
    assert.match(send.stdout, /^Usage: qforge send [^\n]*<path\.\.\.> <peer> \[address\]/u);
    assert.equal((await user.run(['send', '--help'])).stdout, send.stdout);
  });

  test('suggests what may have been meant', async (t) => {
    const user = new User(t);
    const command = await user.run(['sned']);
    assertFailure(command, 'COMMAND_LINE_INVALID');
    assert.match(command.stderr, /did you mean send\?/u);
    const flag = await user.run(['id', '--jsn']);
    assertFailure(flag, 'COMMAND_LINE_INVALID');
    assert.match(flag.stderr, /did you mean --json\?/u);
    assertFailure(await user.run(['id', 'surplus']), 'COMMAND_LINE_INVALID');
    assertFailure(await user.run(['--unknown']), 'COMMAND_LINE_INVALID');
  });

  test('shows where an error comes from only with QFORGE_DEBUG=1', async (t) => {
    const user = new User(t);
    assert.doesNotMatch((await user.run(['id'])).stderr, /\n\s+at /u);
    assert.match((await user.run(['id'], { env: { QFORGE_DEBUG: '1' } })).stderr, /\n\s+at .*\.[jt]s:\d+/u);
  });

  test('ends quietly with 141 when nobody reads its output any more', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['listen']);
    command.child.stdout?.destroy();
    const pipe = alice.start(['connect', 'bob', address]);
    pipe.child.stdin?.write('hello\n');
    const { code, stderr } = await command.ended;
    assert.equal(code, 141);
    assert.doesNotMatch(stderr, /error|EPIPE/u);
    pipe.child.kill('SIGKILL');
  });

  test('prints colours only where they are wanted', async (t) => {
    const user = new User(t);
    const coloured = await user.run(['id'], { env: { FORCE_COLOR: '1' } });
    assert.ok(coloured.stderr.includes('\u001b['));
    const plain = await user.run(['id'], { env: { NO_COLOR: '1' } });
    assert.ok(!plain.stderr.includes('\u001b'));
  });

  test('loads no more than it needs to print the version, and to help', async (t) => {
    const user = new User(t);
    const loader = join(import.meta.dirname, 'loaded-modules.ts');
    for (const [words, unwanted] of [
      [['--version'], /(?:src|dist)\/(?:client|crypto|network|handshake|daemon|cli\/commands)\//u],
      [
        ['--help'],
        /(?:src|dist)\/(?:cli\/commands|client|crypto|network|handshake|daemon|monitor|qkd|quantum|validator)\//u,
      ],
      [
        ['tunnel', '--help'],
        /(?:src|dist)\/(?:client|crypto|network|handshake|daemon|monitor|qkd|quantum|validator)\//u,
      ],
    ] as const) {
      const { stdout } = await user.run(words, { env: { NODE_OPTIONS: `--import=${loader}` } });
      const loaded = stdout.split('\n').filter((line) => line.startsWith('loaded '));
      const program = join(dirname(testedProgram), `program${extname(testedProgram)}`);
      assert.ok(loaded.some((line) => line.endsWith(program)));
      for (const line of loaded) assert.doesNotMatch(line, unwanted);
    }
  });
});
