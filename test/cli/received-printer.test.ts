import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { type Logger, QForgeError } from '../../src/base/index.ts';
import { printReceived, receivedDocument } from '../../src/cli/received-printer.ts';
import type { ReceivedMessage } from '../../src/client/index.ts';

test('a message for programs holds its bytes as they are, also as a view of longer ones', () => {
  const data = Uint8Array.of(0, 255, 10, 65, 0).subarray(1, 4);
  const message = {
    id: '0a'.repeat(16),
    sender: 'qf1alice',
    recipients: ['qf1bob'],
    sentAtMs: 1,
    expiresAtMs: 2,
    data,
    way: 'route' as const,
  };
  const document = receivedDocument(message, 'alice') as Record<string, unknown>;
  assert.deepEqual([...Buffer.from(String(document['dataBase64']), 'base64')], [255, 10, 65]);
  assert.equal(document['name'], 'alice');
  assert.ok(!('data' in document) && !('acknowledge' in document));
});

describe('a reader whose message cannot be acknowledged', () => {
  const away = new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: 'nats://h:1', reason: 'no answer' });
  const replayed = new QForgeError('SEALED_REPLAYED', { id: '0a'.repeat(16) });
  const full = new QForgeError('REPLAY_LIST_FULL', { peer: 'qf1alice', limit: 1 });

  test('goes on when its store is away or another process was first, and logs it', async () => {
    const { logged, asked, reader } = rig([away, replayed, undefined]);
    await printReceived(reader, { asJson: true });
    assert.equal(asked.length, 3);
    assert.deepEqual(logged, ['MAIL_STORE_UNAVAILABLE', 'SEALED_REPLAYED']);
  });

  test('ends with its store where that is asked for, and with what does not pass', async () => {
    for (const [failure, endsWithStore] of [
      [away, true],
      [full, false],
    ] as const) {
      const { asked, reader } = rig([failure, undefined]);
      await assert.rejects(printReceived(reader, { asJson: true, endsWithStore }), failure);
      assert.equal(asked.length, 1);
    }
  });
});

/** Messages whose acknowledgement fails with these errors, and their reader. */
function rig(failures: readonly (QForgeError | undefined)[]): {
  readonly logged: unknown[];
  readonly asked: string[];
  readonly reader: Parameters<typeof printReceived>[0];
} {
  const [logged, asked]: [unknown[], string[]] = [[], []];
  const messages = failures.map((failure, index): ReceivedMessage => {
    const id = index.toString(16).padStart(32, '0');
    const acknowledge = (): Promise<void> => {
      asked.push(id);
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    };
    const times = { sentAtMs: 1, expiresAtMs: 2 };
    return { id, sender: 'qf1alice', recipients: [], data: new Uint8Array(1), way: 'mailbox', acknowledge, ...times };
  });
  const logger = { log: (...[, , , fields]: Parameters<Logger['log']>) => void logged.push(fields?.['reason']) };
  return { logged, asked, reader: { nameOf: () => 'alice', logger, client: { messages: Readable.from(messages) } } };
}
