import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandLoaders } from '../../../src/cli/command-list.ts';
import { User } from '../command-line.ts';

describe('qforge help-all', () => {
  test('prints the reference of every command that is not hidden', async (t) => {
    const { code, stdout } = await new User(t).run(['help-all', '--markdown']);
    assert.equal(code, 0);
    const sections = [...stdout.matchAll(/^## qforge (?<name>\S+)$/gmu)].map((match) => match.groups?.['name']);
    assert.deepEqual(sections, [...commandLoaders.keys()]);
    assert.match(stdout, /^## EXIT STATUS$/mu);
    assert.doesNotMatch(stdout, /help-all|demo-participant/u);
  });

  test('prints them as a manual page', async (t) => {
    const { code, stdout } = await new User(t).run(['help-all', '--man']);
    assert.equal(code, 0);
    assert.match(stdout, /^\.TH QFORGE 1 /mu);
    assert.doesNotMatch(stdout, /help-all|demo-participant/u);
  });
});
