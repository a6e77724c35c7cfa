import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeTree, pictureOf } from '../../client/tree-rig.ts';
import { until } from '../../until.ts';
import { assertFailure, documentsOf, onlyDocument, startListening, trustingPair, type User } from '../command-line.ts';
import { cuttingRelay } from '../cutting-relay.ts';
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
    await until(() => partialBytes(inbox) >= 8 * MEGABYTE, { everyMs: 5, found: () => partialBytes(inbox) });
    await sender.end('SIGKILL');
    await command.printed(/is cut off/u, 'stderr');
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
    await until(() => partialBytes(inbox) >= 2 * MEGABYTE, { everyMs: 5, found: () => partialBytes(inbox) });
    const ended = await sender.end('SIGINT');
    assert.equal(ended.code, 130, ended.stderr);
    assert.doesNotMatch(ended.stderr, /error/u);
    assert.ok(partialBytes(inbox) >= 2 * MEGABYTE);
  });

  test('says what is wrong with the file', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const { address } = await startListening(t, bob, ['receive']);
    assertFailure(await alice.run(['send', join(alice.home, 'missing'), 'bob', address]), 'FILE_MISSING');
    assertFailure(await alice.run(['send', '/dev/null', 'bob', address]), 'FILE_UNREADABLE');
    const refused = await alice.run(['send', '-', 'bob', address]);
    assertFailure(refused, 'COMMAND_LINE_INVALID');
    assert.match(refused.stderr, /Standard input needs a --name/u);
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

  test('brings folders and files, several at once', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { address } = await startListening(t, bob, ['receive', '--directory', inbox]);
    await makeTree(join(alice.home, 'project'), {
      'src/main.ts': 'main',
      '.git/HEAD': 'ref',
      'empty/': '',
      now: '-> src/main.ts',
    });
    writeFileSync(join(alice.home, 'note.txt'), 'note');
    const ended = await alice.run(['send', 'project', 'note.txt', 'bob', address, '--json']);
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(await pictureOf(join(inbox, 'project')), await pictureOf(join(alice.home, 'project')));
    assert.equal(readFileSync(join(inbox, 'note.txt'), 'utf8'), 'note');
    const [folder = {}, file = {}] = documentsOf(ended.stdout);
    assert.deepEqual(folder['folder'], { files: 2, folders: 3, links: 1 });
    assert.deepEqual([folder['file'], folder['peerId'], folder['bytes']], ['project', bobId, 7]);
    assert.deepEqual([file['file'], file['bytes'], file['folder']], ['note.txt', 4, undefined]);
    const plain = await alice.run(['send', 'project', 'bob', address], { env: { NO_COLOR: '1' } });
    assertFailure(plain, 'FILE_EXISTS');
    assert.equal(plain.stdout, '');
  });

  test('goes on by itself when the connection is cut, with a file and within a folder', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { address } = await startListening(t, bob, ['receive', '--directory', inbox]);
    const relay = await cuttingRelay(t, address, [3 * MEGABYTE, 10 * MEGABYTE]);
    const digest = writeSeededFile(join(alice.home, 'disk.img'), 8 * MEGABYTE, 7);
    mkdirSync(join(alice.home, 'project'));
    for (let index = 0; index < 8; index += 1)
      writeSeededFile(join(alice.home, 'project', `part-${index}`), MEGABYTE, index);
    const ended = await alice.run(['send', 'disk.img', 'project', 'bob', relay, '--json']);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(ended.stderr.match(/the connection was cut; going on when it is back/gu)?.length, 2, ended.stderr);
    const [file = {}, folder = {}] = documentsOf(ended.stdout);
    assert.equal(file['sha256'], digest);
    for (const { resumedFrom } of [file, folder] as { resumedFrom: number }[]) assert.ok(resumedFrom > 0, ended.stdout);
    assert.equal(sha256(join(inbox, 'disk.img')), digest);
    assert.deepEqual(await pictureOf(join(inbox, 'project')), await pictureOf(join(alice.home, 'project')));
  });

  test('refuses a folder with links that lead out of it, or leaves them out and says so', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { address } = await startListening(t, bob, ['receive', '--directory', inbox]);
    await makeTree(join(alice.home, 'project'), { good: 'good', bad: '-> /etc/passwd' });
    assertFailure(await alice.run(['send', 'project', 'bob', address]), 'FILE_UNREADABLE');
    assert.deepEqual(readdirSync(inbox), []);
    const ended = await alice.run(['send', 'project', 'bob', address, '--leave-out', '--name', 'renamed']);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, /left out bad: it is a symbolic link: it leads out of the folder\n/u);
    assert.deepEqual(await pictureOf(inbox), { 'renamed/': '', 'renamed/good': 'good' });
  });

  test('goes on within a folder after it was interrupted', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { address } = await startListening(t, bob, ['receive', '--directory', inbox]);
    const relay = await stallingRelay(t, address, 4 * MEGABYTE);
    const project = join(alice.home, 'project');
    mkdirSync(project);
    for (let index = 0; index < 9; index += 1) writeSeededFile(join(project, `part-${index}`), MEGABYTE, index);
    const sender = alice.start(['send', 'project', 'bob', relay], { stdin: 'ignore' });
    const staged = (): number => {
      const staging = readdirSync(inbox).find((name) => name.endsWith('.tree'));
      if (staging === undefined) return 0;
      return readdirSync(join(inbox, staging)).reduce(
        (sum, name) => sum + statSync(join(inbox, staging, name)).size,
        0,
      );
    };
    await until(() => staged() >= 2 * MEGABYTE, { everyMs: 5, found: staged });
    const ended = await sender.end('SIGINT');
    assert.equal(ended.code, 130, ended.stderr);
    const document = onlyDocument(await alice.run(['send', 'project', 'bob', relay, '--json']));
    assert.ok(Number(document['resumedFrom']) >= 2 * MEGABYTE, String(document['resumedFrom']));
    assert.deepEqual(await pictureOf(join(inbox, 'project')), await pictureOf(project));
    assert.deepEqual(readdirSync(inbox), ['project']);
  });

  test('carries what one program prints to what another one reads', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const words = ['receive', '--stdout', '--address', 'tcp://127.0.0.1:0'];
    const receiver = bob.start(words, { stdin: 'ignore' });
    t.after(() => receiver.child.kill('SIGKILL'));
    const [, address = ''] = await receiver.printed(/listening on (\S+)/u, 'stderr');
    const input = 'line\n'.repeat(100_000);
    const sent = await alice.run(['send', '-', 'bob', address, '--name', 'lines.txt', '--json'], { input });
    assert.equal(sent.code, 0, sent.stderr);
    const digest = createHash('sha256').update(input).digest('hex');
    assert.deepEqual([onlyDocument(sent)['sha256'], onlyDocument(sent)['bytes']], [digest, input.length]);
    const received = await receiver.ended;
    assert.equal(received.code, 0, received.stderr);
    assert.equal(received.stdout, input);
    assert.match(received.stderr, new RegExp(`lines\\.txt {2}500 kB {2}SHA-256 ${digest}`, 'u'));
  });

  test('stores standard input under its name, too', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const inbox = inboxOf(bob);
    const { address } = await startListening(t, bob, ['receive', '--once', '--directory', inbox]);
    assert.equal((await alice.run(['send', '-', 'bob', address, '-n', 'x'], { input: '' })).code, 0);
    assert.deepEqual(await pictureOf(inbox), { x: '' });
  });
});
