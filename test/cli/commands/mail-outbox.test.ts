import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertFailure, onlyDocument, trustingPair } from '../command-line.ts';

test('qforge mail outbox shows what no recipient has confirmed, until it has, or it is given up', {
  timeout: 600_000,
}, async (t) => {
  const { alice, bob, bobId } = await trustingPair(t);
  const engine = ['-e', `sqlite:${join(alice.home, 'mail.db')}`];
  assert.equal((await alice.run(['mail', 'outbox'])).stdout, 'nothing\n');
  await bob.run(['mail', 'read', ...engine]);
  const sent = onlyDocument(await alice.run(['mail', 'send', ...engine, 'bob', '-t', 'see you', '--json']));
  const [entry] = onlyDocument(await alice.run(['mail', 'outbox', '--json']))['outbox'] as Record<string, unknown>[];
  assert.deepEqual(
    [entry?.['recipient'], entry?.['id'], entry?.['state'], entry?.['deposits']],
    [bobId, sent['id'], 'deposited', 1],
  );
  assert.match((await alice.run(['mail', 'outbox'])).stdout, /^TO +ID +BYTES .*\nbob +[0-9a-f]{32} .* deposited\n$/u);

  assert.equal((await bob.run(['mail', 'read', ...engine])).stdout.includes('see you'), true);
  await alice.run(['mail', 'read', ...engine]);
  assert.equal((await alice.run(['mail', 'outbox'])).stdout, 'nothing\n', 'the receipt came with the mail');

  const lost = onlyDocument(await alice.run(['mail', 'send', ...engine, 'bob', '-t', 'lost', '--json']));
  for (const end of ['', '-wal', '-shm']) rmSync(`${join(alice.home, 'mail.db')}${end}`, { force: true });
  assertFailure(await alice.run(['mail', 'give-up', String(lost['id']), 'nobody']), 'PEER_UNKNOWN');
  assert.match(
    (await alice.run(['mail', 'give-up', String(lost['id']), 'bob'])).stderr,
    /^given up for bob: [0-9a-f]{32}\n$/u,
  );
  assertFailure(await alice.run(['mail', 'give-up', String(lost['id'])]), 'ARGUMENT_INVALID');
  assert.equal((await alice.run(['mail', 'outbox'])).stdout, 'nothing\n');
});
