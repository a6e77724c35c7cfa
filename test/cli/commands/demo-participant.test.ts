import { describe, test } from 'node:test';
import { assertFailure, User } from '../command-line.ts';

describe('qforge demo-participant', () => {
  test('is of no use without a parent that speaks', async (t) => {
    assertFailure(await new User(t).run(['demo-participant']), 'COMMAND_LINE_INVALID');
  });
});
