import assert from 'node:assert/strict';
import test from 'node:test';
import { receivedDocument } from '../../src/cli/received-printer.ts';

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
