import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { StreamlinedSecureClient } from '../../../src/client/index.ts';
import { onlyDocument, startListening, trustingPair } from '../command-line.ts';
import { stallingRelay } from '../stalling-relay.ts';

const MEGABYTE = 1_048_576;

function partialBytes(inbox: string): number {
  const partial = readdirSync(inbox).find((name) => name.endsWith('.part'));
  return partial === undefined ? 0 : statSync(join(inbox, partial)).size;
}

describe('qforge up that is stopped and started again', () => {
  test('keeps what has arrived of a file, and takes the rest afterwards', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = join(bob.home, 'inbox');
    mkdirSync(inbox);
    const config = join(bob.home, 'qforge.toml');
    writeFileSync(config, '[admin]\nport = 0\n\n[receive]\ndirectory = "inbox"\n');
    const words = ['up', '--config', config, '--json'];
    const first = await startListening(t, bob, words);
    const file = join(alice.home, 'disk.img');
    const bytes = createCipheriv('aes-128-ctr', Buffer.alloc(16, 5), Buffer.alloc(16)).update(
      Buffer.alloc(24 * MEGABYTE),
    );
    writeFileSync(file, bytes);
    const sender = alice.start(['send', file, 'bob', await stallingRelay(t, first.address, 10 * MEGABYTE)]);
    while (partialBytes(inbox) < 8 * MEGABYTE) await delay(5);
    assert.equal((await first.command.end('SIGTERM')).code, 0);
    await sender.end('SIGINT');
    assert.ok(partialBytes(inbox) >= 8 * MEGABYTE);

    const second = await startListening(t, bob, words);
    const document = onlyDocument(await alice.run(['send', file, 'bob', second.address, '--json']));
    assert.ok(Number(document['resumedFrom']) >= 8 * MEGABYTE, String(document['resumedFrom']));
    const digest = createHash('sha256').update(bytes).digest('hex');
    assert.equal(document['sha256'], digest);
    assert.equal(
      createHash('sha256')
        .update(readFileSync(join(inbox, 'disk.img')))
        .digest('hex'),
      digest,
    );
    await second.command.end('SIGTERM');
  });

  test('acknowledges no message that nobody has taken, not even at its end', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['up', '--json', '--admin', '127.0.0.1:0']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address });
    const sent = client.sendSecureMessage(bobId, Buffer.from('for a program'));
    const refused = assert.rejects(sent, { code: 'CHANNEL_CLOSED' });
    assert.equal((await command.end('SIGTERM')).code, 0);
    await refused;
  });
});
