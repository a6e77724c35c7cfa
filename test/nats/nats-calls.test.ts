import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NatsConnection } from '@nats-io/transport-node';
import { isQForgeError } from '../../src/base/index.ts';
import { messagesOf, publishBytes } from '../../src/nats/nats-calls.ts';

test('what is larger than the server takes is not published', () => {
  const published: string[] = [];
  const publish = (subject: string): number => published.push(subject);
  // A server that takes this little is not started for it.
  const connection = { info: { max_payload: 100 }, publish } as unknown as NatsConnection;
  publishBytes(connection, 'a', new Uint8Array(100));
  assert.throws(
    () => publishBytes(connection, 'b', new Uint8Array(101)),
    (error) => isQForgeError(error, 'SEALED_TOO_LARGE') && error.details.limitBytes === 100,
  );
  assert.deepEqual(published, ['a']);
});

test('what the server ends is told with its reason', async () => {
  async function* denied(): AsyncGenerator<never> {
    await Promise.resolve();
    yield* [];
    throw new Error('permissions violation for subscription to "a"');
  }
  const read = async (): Promise<void> => {
    for await (const _ of messagesOf(denied() as unknown as Parameters<typeof messagesOf>[0])) assert.fail();
  };
  await assert.rejects(read(), (error) => isQForgeError(error, 'NATS_UNAVAILABLE') && /violation/u.test(error.message));
});
