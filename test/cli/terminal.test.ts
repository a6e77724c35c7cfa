import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnsOf, isTerminal } from '../../src/cli/terminal.ts';

describe('a terminal', () => {
  test('is a stream that says so', () => {
    assert.equal(isTerminal({ isTTY: true }), process.env['TERM'] !== 'dumb');
    assert.equal(isTerminal({ isTTY: false }), false);
    assert.equal(isTerminal({}), false);
  });

  test('is as wide as it says, or 80', () => {
    assert.equal(columnsOf({ columns: 132 }), 132);
    assert.equal(columnsOf({}), 80);
  });
});
