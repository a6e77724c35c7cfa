import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { printBareMessage, printMessage } from '../../src/cli/message-printer.ts';
import type { Channel } from '../../src/client/index.ts';

const channel = { peerId: 'qf1peer' } as Channel;

function printed(t: TestContext, call: () => void): string {
  const chunks: string[] = [];
  const mock = t.mock.method(process.stdout, 'write', (chunk: string) => chunks.push(chunk) > 0);
  call();
  mock.mock.restore();
  return chunks.join('');
}

describe('messages', () => {
  test('are one line each, with their sender or without', (t) => {
    const message = utf8('two\nlines');
    assert.match(
      printed(t, () => printMessage(channel, 'bob', message, false)),
      /^bob(?:\t|: )two\\nlines\n$/u,
    );
    assert.equal(
      printed(t, () => printBareMessage(channel, 'bob', message, false)),
      'two\\nlines\n',
    );
  });

  test('keep their exact bytes in JSON', (t) => {
    const message = Uint8Array.from({ length: 256 }, (_, index) => index);
    const document = JSON.parse(printed(t, () => printMessage(channel, 'bob', message, true))) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      ['schemaVersion', 'event', 'peerId', 'name', 'bytes'].map((field) => document[field]),
      [1, 'message', 'qf1peer', 'bob', 256],
    );
    assert.deepEqual(Buffer.from(String(document['base64']), 'base64'), Buffer.from(message));
  });
});
