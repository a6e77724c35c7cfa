import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alignedFields, alignedTable, tabSeparated } from '../../src/cli/table.ts';

const columns = [{ title: 'name' }, { title: 'bytes', alignRight: true }, { title: 'note' }];

describe('tables for people', () => {
  test('have a line of titles and columns as wide as their values', () => {
    const lines = alignedTable(columns, [
      ['bob', '12', 'fine'],
      ['caroline', '123456', ''],
    ]);
    assert.deepEqual(lines, ['NAME       BYTES  NOTE', 'bob           12  fine', 'caroline  123456']);
  });

  test('count characters, not their parts', () => {
    const lines = alignedTable(
      [{ title: 'n' }, { title: 'x' }],
      [
        ['e\u0301', '1'],
        ['ab', '2'],
      ],
    );
    assert.deepEqual(lines, ['N   X', 'e\u0301   1', 'ab  2']);
  });

  test('without rows are their titles', () => assert.deepEqual(alignedTable(columns, []), ['NAME  BYTES  NOTE']));
});

describe('tables for programs', () => {
  test('have tabs and no titles', () => {
    assert.deepEqual(tabSeparated([['a', '', 'c'], ['d']]), ['a\t\tc', 'd']);
  });
});

describe('fields', () => {
  test('have their values below each other', () => {
    assert.deepEqual(
      alignedFields([
        ['a', '1'],
        ['long name', '2'],
        ['', '3'],
      ]),
      ['a          1', 'long name  2', '           3'],
    );
    assert.deepEqual(alignedFields([]), []);
  });
});
