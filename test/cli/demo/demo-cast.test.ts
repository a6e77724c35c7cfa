import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { demoCast } from '../../../src/cli/demo/demo-cast.ts';

describe('the cast of the demonstration', () => {
  test('has a listener to call and a caller, under different names', () => {
    assert.equal(new Set(demoCast.map(({ name }) => name)).size, demoCast.length);
    for (const role of ['listener', 'caller']) assert.ok(demoCast.some((member) => member.role === role));
  });
});
