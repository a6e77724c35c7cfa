import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unverifiedDeadLetter } from '../../../src/messaging/nats/nats-dead-letters.ts';

const letter = { sender: 'alice', id: '0'.repeat(32), recipient: 'bob', bytes: 7, reason: 'expired', diedAtMs: 5 };
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test('a dead letter is read as it was written', () => {
  assert.deepEqual(unverifiedDeadLetter(bytesOf(letter)), letter);
});

test('what is none is passed over', () => {
  for (const value of [
    null,
    [],
    'text',
    {},
    { ...letter, reason: 'bored' },
    { ...letter, bytes: '7' },
    { ...letter, sender: 1 },
    { ...letter, diedAtMs: undefined },
  ]) {
    assert.equal(unverifiedDeadLetter(bytesOf(value)), undefined, JSON.stringify(value));
  }
  assert.equal(unverifiedDeadLetter(Uint8Array.of(0xff)), undefined);
});
