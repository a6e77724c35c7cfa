import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { StreamlinedSecureClient, sendFile } from '../../../src/client/index.ts';
import { ANY_PORT, assertFailure, documentsOf, hasCode, startListening, trustingPair } from '../command-line.ts';
import { SmallDisk } from '../small-disk.ts';

describe('qforge receive', () => {
  test('takes files until Ctrl-C, and prints each of them', async (t) => {
    const { alice, bob, bobId, aliceId } = await trustingPair(t);
    const inbox = join(bob.home, 'inbox');
    mkdirSync(inbox);
    const { command, address } = await startListening(t, bob, ['receive', '--directory', inbox, '--json']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    const channel = await client.establishSecureChannel(bobId, { address });
    const contents = ['', 'short', 'x'.repeat(200_000)];
    for (const [index, content] of contents.entries()) {
      const path = join(alice.home, `file-${index}.txt`);
      writeFileSync(path, content);
      await sendFile(channel, path);
    }
    await command.printed(/file-2\.txt"[^\n]*\n/u);
    const ended = await command.end('SIGINT');
    assert.equal(ended.code, 130, ended.stderr);
    const [, ...received] = documentsOf(ended.stdout);
    assert.equal(received.length, 3);
    for (const [index, content] of contents.entries()) {
      const document = received[index] ?? {};
      assert.equal(document['event'], 'received');
      assert.equal(document['peerId'], aliceId);
      assert.equal(document['file'], join(inbox, `file-${index}.txt`));
      assert.equal(document['sha256'], createHash('sha256').update(content).digest('hex'));
      assert.equal(document['bytes'], content.length);
      assert.equal(readFileSync(join(inbox, `file-${index}.txt`), 'utf8'), content);
    }
  });

  test('with --once ends after one file, in the current folder, and tells the sender first', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['receive', '--once']);
    const path = join(alice.home, 'one.txt');
    writeFileSync(path, 'one');
    const sent = await alice.run(['send', path, 'bob', address]);
    assert.equal(sent.code, 0, sent.stderr);
    const ended = await command.ended;
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(readFileSync(join(bob.home, 'one.txt'), 'utf8'), 'one');
  });

  test('with --once ends with the error of a file that cannot be stored, and the sender learns why', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const path = join(alice.home, 'one.txt');
    writeFileSync(path, 'one');
    const inbox = join(bob.home, 'inbox');
    mkdirSync(inbox);
    const { command, address } = await startListening(t, bob, ['receive', '--once', '--directory', inbox]);
    rmdirSync(inbox);
    assertFailure(await alice.run(['send', path, 'bob', address]), 'FILE_UNWRITABLE');
    assertFailure(await command.ended, 'FILE_UNWRITABLE');
  });

  test('does not wait for files that its folder cannot take', async (t) => {
    const { bob } = await trustingPair(t);
    const file = join(bob.home, 'file');
    writeFileSync(file, '');
    for (const directory of [join(bob.home, 'nowhere'), file]) {
      const words = ['receive', '--address', ANY_PORT, '--directory', directory];
      assertFailure(await bob.run(words), 'FILE_UNWRITABLE');
    }
  });

  test('keeps what arrived on a full disk, and goes on when there is space', {
    skip: SmallDisk.whyNot() ?? false,
  }, async (t) => {
    const { alice, bob } = await trustingPair(t);
    using disk = new SmallDisk(join(bob.home, 'disk'), 4);
    const path = join(alice.home, 'large.bin');
    writeFileSync(path, Buffer.alloc(6_000_000, 7));
    const full = await startListening(t, bob, ['receive', '--once', '--directory', disk.path]);
    assertFailure(await alice.run(['send', path, 'bob', full.address]), 'DISK_FULL');
    assertFailure(await full.command.ended, 'DISK_FULL');
    assert.ok(!existsSync(join(disk.path, 'large.bin')));

    disk.resize(16);
    const roomy = await startListening(t, bob, ['receive', '--once', '--directory', disk.path, '--json']);
    assert.equal((await alice.run(['send', path, 'bob', roomy.address])).code, 0);
    const [, received] = documentsOf((await roomy.command.ended).stdout);
    assert.ok(Number(received?.['resumedFrom']) > 1_000_000);
    assert.deepEqual(readdirSync(disk.path), ['large.bin']);
  });

  test('shows messages without taking them for files', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['receive']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    const channel = await client.establishSecureChannel(bobId, { address });
    await client.sendSecureMessage(bobId, 'are you\u0007 there?');
    await command.printed(/alice says: are you\\x07 there\?\n/u, 'stderr');
    await assert.rejects(channel.openStream(Buffer.from('chat')).readExactly(1), hasCode('STREAM_RESET'));
    assert.equal(command.stdout, '');
  });
});
