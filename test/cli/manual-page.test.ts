import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { commandLoaders } from '../../src/cli/command-list.ts';
import { manualPage } from '../../src/cli/manual-page.ts';
import { buildProgram } from '../../src/cli/program.ts';

const lines = manualPage(await buildProgram([]), '1.2.3');
const noMan = spawnSync('man', ['--version']).status === 0 ? false : 'there is no man here';

describe('the manual page', () => {
  test('has every command, every exit code and its examples', () => {
    const sections = lines.filter((line) => line.startsWith('.SS ')).map((line) => line.split(' ')[2]);
    assert.deepEqual([...new Set(sections)], [...commandLoaders.keys()]);
    for (const title of ['.SH NAME', '.SH SYNOPSIS', '.SH ENVIRONMENT', '.SH EXIT STATUS'])
      assert.ok(lines.includes(title), title);
    assert.ok(lines.some((line) => line.startsWith(String.raw`.B qforge keygen \-\-renew`)));
  });

  test('shows what would be a request as text', () => {
    const program = new Command('qforge').description('.SH of "a" \\ and -b');
    assert.ok(manualPage(program, '1').includes(String.raw`\&.SH of \(dqa\(dq \e and \-b`));
  });

  test('is read by man without a warning', { skip: noMan }, () => {
    const { stdout, stderr, status } = spawnSync('man', ['--warnings=all', '--local-file', '-'], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8', MANPAGER: 'cat', MANROFFOPT: '-c' },
    });
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /qforge keygen \[options\]/u);
  });
});
