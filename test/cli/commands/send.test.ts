import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { assertFailure, onlyDocument, startListening, trustingPair, type User } from '../command-line.ts';
import { stallingRelay } from '../stalling-relay.ts';

const MEGABYTE = 1_048_576;

/** A file of pseudo-random bytes, the same for the same seed; returns its SHA-256. */
function writeSeededFile(path: string, bytes: number, seed: number): string {
  const keystream = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  writeFileSync(path, keystream.update(Buffer.alloc(bytes)));
  return sha256(path);
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Bytes of the file that is still being received. */
function partialBytes(inbox: string): number {
  const partial = readdirSync(inbox).find((name) => name.endsWith('.part'));
  return partial === undefined ? 0 : statSync(join(inbox, partial)).size;
}

function inboxOf(user: User): string {
  const inbox = join(user.home, 'inbox');
  mkdirSync(inbox);
  return inbox;
}

describe('qforge send', () => {
  test('brings a file to the other side, and tells both the same SHA-256', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { command, address } = await startListening(t, bob, ['receive', '--once', '--directory', inbox]);
    const file = join(alice.home, 'report.bin');
    const digest = writeSeededFile(file, 3 * MEGABYTE + 17, 1);
    const document = onlyDocument(await alice.run(['send', file, 'bob', address, '--json']));
    assert.equal(sha256(join(inbox, 'report.bin')), digest);
    assert.equal(document['sha256'], digest);
    assert.equal(document['file'], file);
    assert.equal(document['peerId'], bobId);
    assert.equal(document['bytes'], 3 * MEGABYTE + 17);
    assert.equal(document['resumedFrom'], 0);
    const { durationMs, bytesPerSecond } = document as { durationMs: number; bytesPerSecond: number };
    assert.ok(durationMs > 0);
    assert.ok(Math.abs(bytesPerSecond - ((3 * MEGABYTE + 17) / durationMs) * 1000) < 1);
    const received = await command.ended;
    assert.equal(received.code, 0, received.stderr);
    assert.equal(received.stdout.split('\t')[2], digest);
  });

  test('goes on where it was when the sender is killed in the middle', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { command, address } = await startListening(t, bob, ['receive', '--once', '--directory', inbox, '--json']);
    const relay = await stallingRelay(t, address, 10 * MEGABYTE);
    const file = join(alice.home, 'disk.img');
    const digest = writeSeededFile(file, 24 * MEGABYTE, 2);
    const sender = alice.start(['send', file, 'bob', relay], { stdin: 'ignore' });
    while (partialBytes(inbox) < 8 * MEGABYTE) await delay(5);
    await sender.end('SIGKILL');
    await command.printed(/is gone/u, 'stderr');
    assert.deepEqual(
      readdirSync(inbox).filter((name) => !name.startsWith('.')),
      [],
    );

    const document = onlyDocument(await alice.run(['send', file, 'bob', relay, '--json']));
    const resumedFrom = Number(document['resumedFrom']);
    assert.ok(resumedFrom >= 8 * MEGABYTE && resumedFrom <= 10 * MEGABYTE, String(resumedFrom));
    assert.equal(document['sha256'], digest);
    assert.equal((await command.ended).code, 0);
    assert.equal(sha256(join(inbox, 'disk.img')), digest);
    assert.deepEqual(readdirSync(inbox), ['disk.img']);
  });

  test('ends with 130 on Ctrl-C, and what has arrived is kept', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { address } = await startListening(t, bob, ['receive', '--directory', inbox]);
    const relay = await stallingRelay(t, address, 4 * MEGABYTE);
    const file = join(alice.home, 'disk.img');
    writeSeededFile(file, 12 * MEGABYTE, 3);
    const sender = alice.start(['send', file, 'bob', relay], { stdin: 'ignore' });
    while (partialBytes(inbox) < 2 * MEGABYTE) await delay(5);
    const ended = await sender.end('SIGINT');
    assert.equal(ended.code, 130, ended.stderr);
    assert.doesNotMatch(ended.stderr, /error/u);
    assert.ok(partialBytes(inbox) >= 2 * MEGABYTE);
  });

  test('says what is wrong with the file', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const { address } = await startListening(t, bob, ['receive']);
    assertFailure(await alice.run(['send', join(alice.home, 'missing'), 'bob', address]), 'FILE_MISSING');
    assertFailure(await alice.run(['send', alice.home, 'bob', address]), 'FILE_UNREADABLE');
    const refused = await alice.run(['send', '-', 'bob', address]);
    assertFailure(refused, 'ARGUMENT_INVALID');
    assert.match(refused.stderr, /standard input/u);
  });

  test('says so when the other side takes no files, or has one of that name already', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const file = join(alice.home, 'a.txt');
    writeFileSync(file, 'new');
    const listener = await startListening(t, bob, ['listen']);
    assertFailure(await alice.run(['send', file, 'bob', listener.address]), 'STREAM_RESET');
    const inbox = inboxOf(bob);
    writeFileSync(join(inbox, 'a.txt'), 'old');
    const keeper = await startListening(t, bob, ['receive', '--directory', inbox]);
    assertFailure(await alice.run(['send', file, 'bob', keeper.address]), 'FILE_EXISTS');
    assert.equal(readFileSync(join(inbox, 'a.txt'), 'utf8'), 'old');
    const replacer = await startListening(t, bob, ['receive', '--directory', inbox, '--overwrite']);
    assert.equal((await alice.run(['send', file, 'bob', replacer.address])).code, 0);
    assert.equal(readFileSync(join(inbox, 'a.txt'), 'utf8'), 'new');
  });
});
