import assert from 'node:assert/strict';
import test from 'node:test';
import { ERROR_CLASSES, EXIT_CODES, errorCatalogue } from '../../../src/base/index.ts';
import { errorsPage } from '../../../tools/docs/errors-page.ts';

const { path, text } = errorsPage();
const rows = text.split('\n').filter((line) => line.startsWith('| `'));

test('every code has one row, in alphabetical order', () => {
  assert.equal(path, 'docs/errors.md');
  const codes = rows.map((row) => row.split('`')[1]);
  assert.deepEqual(codes, Object.keys(errorCatalogue).toSorted());
});

test('a row holds the class, the sentence with its blanks, the hint and the exit code', () => {
  const row = rows.find((line) => line.includes('`MESSAGE_TOO_LARGE`')) ?? '';
  assert.match(row, /^\| `MESSAGE_TOO_LARGE` \| usage \|/u);
  assert.match(row, /The message has \{bytes\} bytes; the limit is \{limitBytes\}\./u);
  assert.ok(row.includes(errorCatalogue.MESSAGE_TOO_LARGE.hint));
  assert.ok(row.endsWith(`| ${EXIT_CODES.usage} |`));
});

test('every exit code is listed', () => {
  for (const [name, code] of Object.entries(EXIT_CODES)) assert.ok(text.includes(`| ${code} | ${name} |`), name);
});

test('every class is explained', () => {
  for (const [name, meaning] of Object.entries(ERROR_CLASSES))
    assert.ok(text.includes(`| ${name} | ${meaning} |`), name);
});
