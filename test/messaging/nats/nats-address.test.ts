import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';

function reasonFor(text: string): string {
  try {
    parseNatsAddress(text);
  } catch (error) {
    assert.ok(isQForgeError(error, 'MAIL_ENGINE_INVALID'));
    assert.ok(!error.message.includes('hunter2'), error.message);
    return error.details.reason;
  }
  return assert.fail(`${text} was taken`);
}

describe('the address of a cluster', () => {
  test('names servers, and the file of a key', () => {
    assert.deepEqual(parseNatsAddress('nats://a.example,b.example:4333,[::1]:4444?key=%2Fkeys%2Fa%20b%2Falice.nk'), {
      servers: ['a.example:4222', 'b.example:4333', '[::1]:4444'],
      keyFile: '/keys/a b/alice.nk',
      credentialsFile: undefined,
      display: 'nats://a.example:4222,b.example:4333,[::1]:4444',
    });
    assert.equal(parseNatsAddress('nats://a/?creds=./a.creds').credentialsFile, './a.creds');
    assert.equal(parseNatsAddress('nats://a').keyFile, undefined);
  });

  test('has no secret in it, nor in what is said of it', () => {
    assert.match(reasonFor('nats://alice:hunter2@host'), /secrets do not belong/u);
  });

  test('is refused for what it should not have', () => {
    assert.match(reasonFor('tls://host'), /does not begin/u);
    for (const host of ['nats://', 'nats://host:0', 'nats://host:70000', 'nats://ho st', 'nats://a,,b']) {
      assert.match(reasonFor(host), /is not host:port/u);
    }
    assert.match(reasonFor('nats://host?password=hunter'), /no setting "password"/u);
    assert.match(reasonFor('nats://host?key=a&creds=b'), /both/u);
    assert.match(reasonFor('nats://host?key=a?'), /more than one/u);
  });
});
