import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../src/base/index.ts';
import { parseSendWords } from '../../src/cli/send-words.ts';

describe('the words of "qforge send"', () => {
  test('are paths, a peer, and perhaps an address', () => {
    assert.deepEqual(parseSendWords(['a', 'bob'], undefined), { paths: ['a'], peer: 'bob', address: undefined });
    const address = 'tcp://bob:7700';
    assert.deepEqual(parseSendWords(['a', 'b/c', 'bob', address], undefined), {
      paths: ['a', 'b/c'],
      peer: 'bob',
      address,
    });
    assert.deepEqual(parseSendWords(['-', 'bob'], 'x'), { paths: ['-'], peer: 'bob', address: undefined });
  });

  const failing: readonly (readonly [words: readonly string[], name: string | undefined, code: ErrorCode])[] = [
    [[], undefined, 'COMMAND_LINE_INVALID'],
    [['bob'], undefined, 'COMMAND_LINE_INVALID'],
    [['bob', 'tcp://bob:7700'], undefined, 'COMMAND_LINE_INVALID'],
    [['-', 'bob'], undefined, 'COMMAND_LINE_INVALID'],
    [['a', 'b', 'bob'], 'x', 'COMMAND_LINE_INVALID'],
    [['x/a', 'y/a', 'bob'], undefined, 'ARGUMENT_INVALID'],
  ];
  for (const [words, name, code] of failing) {
    test(`are not "${words.join(' ')}"`, () => {
      assert.throws(
        () => parseSendWords(words, name),
        (error) => isQForgeError(error, code),
      );
    });
  }
});
