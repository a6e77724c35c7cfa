import assert from 'node:assert/strict';
import test from 'node:test';
import { cliPages } from '../../../tools/docs/cli-page.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

test('the page is what the command prints, with a note of where it comes from under its title', () => {
  const pages = cliPages(readSourceTree());
  assert.deepEqual(
    pages.map(({ path }) => path),
    ['docs/cli.md', 'docs/man/qforge.1'],
  );
  const text = pages[0]?.text ?? '';
  assert.match(text, /^# The command line\n\n<!-- Written by "npm run docs" .*-->\n/u);
  for (const command of ['keygen', 'peers', 'send']) assert.ok(text.includes(`## qforge ${command}`), command);
});

test('without the command there is no page', () => {
  assert.deepEqual(cliPages(new Map()), []);
});
