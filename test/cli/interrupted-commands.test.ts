import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { ANY_PORT, type RunningCommand, User, withIdentity } from './command-line.ts';

interface Case {
  readonly words: readonly string[];
  /** What it prints when it runs. */
  readonly runs: { readonly pattern: RegExp; readonly on: 'stdout' | 'stderr' };
  /** Exit codes by how it ends. */
  readonly codes: { readonly SIGINT: number; readonly SIGTERM: number };
}

const SERVICE = { SIGINT: 130, SIGTERM: 0 };
const listening = { pattern: /listening on tcp:/u, on: 'stderr' } as const;
const listensAt = ['--address', ANY_PORT];

/** Commands that run until they are told to end, by the file that waits for it. */
const cases: ReadonlyMap<string, Case> = new Map([
  ['commands/listen.ts', { words: ['listen', ...listensAt], runs: listening, codes: SERVICE }],
  ['commands/receive.ts', { words: ['receive', ...listensAt], runs: listening, codes: SERVICE }],
  ['commands/tunnel.ts', { words: ['tunnel', 'serve', ...listensAt], runs: listening, codes: SERVICE }],
  ['commands/route.ts', { words: ['route', 'serve', ...listensAt], runs: listening, codes: SERVICE }],
  [
    'commands/kme.ts',
    {
      words: ['kme', 'pair', '--folder', 'qkd'],
      runs: { pattern: /The link is simulated/u, on: 'stdout' },
      codes: SERVICE,
    },
  ],
  [
    'commands/demo.ts',
    { words: ['demo'], runs: { pattern: /alice/u, on: 'stderr' }, codes: { SIGINT: 130, SIGTERM: 143 } },
  ],
]);

/** Where the other commands that wait for an end are told to end by a test. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['backend-run.ts', '../quantum/hardware/ibm-backend.test.ts'],
  ['commands/cluster.ts', 'commands/cluster.test.ts'],
  ['commands/connect.ts', 'commands/connect.test.ts'],
  ['commands/mail.ts', 'commands/mail-cluster.test.ts'],
  ['commands/send.ts', 'commands/send.test.ts'],
  ['commands/top.ts', 'commands/top.test.ts'],
  ['commands/up.ts', 'commands/up.test.ts'],
  ['validator/validator-run.ts', 'commands/validator.test.ts'],
]);

const CLI = join(import.meta.dirname, '../../src/cli');

/** A user with an identity, whose temporary files can be counted. */
async function prepared(t: TestContext): Promise<{ user: User; temporary: string }> {
  const user = new User(t);
  await withIdentity(user);
  const temporary = join(user.home, 'tmp');
  mkdirSync(temporary);
  return { user, temporary };
}

async function started(
  t: TestContext,
  { words, runs }: Case,
): Promise<{ command: RunningCommand; left: () => string[] }> {
  const { user, temporary } = await prepared(t);
  const command = user.start(words, { env: { TMPDIR: temporary, NO_COLOR: '1' } });
  t.after(() => command.child.kill('SIGKILL'));
  await command.printed(runs.pattern, runs.on);
  const run = join(user.home, 'run', 'qforge');
  const sockets = (): string[] => (readdirSync(join(user.home, 'run')).includes('qforge') ? readdirSync(run) : []);
  return { command, left: () => [...readdirSync(temporary), ...sockets()] };
}

describe('a command that runs until it is told to end', { timeout: 600_000 }, () => {
  test('is one of those that the tests tell to end', () => {
    const waiting = readdirSync(CLI, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && readFileSync(join(CLI, path), 'utf8').includes('new Interruption('))
      .toSorted();
    assert.deepEqual(waiting, [...cases.keys(), ...elsewhere.keys()].toSorted());
    for (const path of elsewhere.values()) {
      assert.match(readFileSync(join(import.meta.dirname, path), 'utf8'), /SIGINT|SIGTERM|\\u0003|abort/u, path);
    }
  });

  for (const each of cases.values()) {
    const name = each.words.filter((word) => /^[a-z]+$/u.test(word)).join(' ');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      test(`${name}: ${signal} ends it in order, with ${each.codes[signal]}, and leaves nothing behind`, async (t) => {
        const { command, left } = await started(t, each);
        const ended = await command.end(signal);
        assert.deepEqual([ended.code, ended.signal], [each.codes[signal], null], ended.stderr);
        assert.doesNotMatch(ended.stderr, /\n\s+at |Warning:/u);
        assert.deepEqual(left(), []);
      });
    }
  }

  test('goes on when its standard input is closed', async (t) => {
    const each = cases.get('commands/listen.ts');
    assert.ok(each !== undefined);
    const { command } = await started(t, each);
    command.child.stdin?.end();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(command.child.exitCode, null);
    assert.equal((await command.end('SIGTERM')).code, 0);
  });
});

describe('a command whose reader leaves, as head does', { timeout: 600_000 }, () => {
  for (const words of [
    ['help'],
    ['quantum', 'bell', '--json'],
    ['qkd', 'table'],
    ['completion', 'bash'],
    ['selftest'],
    ['top', '--json'],
    ['doctor', '--json'],
  ]) {
    test(`${words.join(' ')}: ends quietly`, async (t) => {
      const { user, temporary } = await prepared(t);
      const command = user.start(words, { env: { TMPDIR: temporary, NO_COLOR: '1' } });
      t.after(() => command.child.kill('SIGKILL'));
      command.child.stdout?.destroy();
      const { code, stderr } = await command.ended;
      assert.equal(code, 141, stderr);
      assert.doesNotMatch(stderr, /EPIPE|\n\s+at /u);
      assert.deepEqual(readdirSync(temporary), []);
    });
  }
});
