import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isQForgeError } from '../../../src/base/index.ts';
import { StreamlinedSecureClient } from '../../../src/client/index.ts';
import {
  documentsOf,
  onlyDocument,
  type RunningCommand,
  startListening,
  trustingPair,
  type User,
} from '../command-line.ts';
import { stallingRelay } from '../stalling-relay.ts';

const MEGABYTE = 1_048_576;
/** What waits for ever is a failure, and says so. */
const HANGS_AFTER_MS = 600_000;

/** Pseudo-random bytes, the same for the same seed. */
function seededBytes(bytes: number, seed: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

function partialBytes(inbox: string): number {
  const partial = readdirSync(inbox).find((name) => name.endsWith('.part'));
  return partial === undefined ? 0 : statSync(join(inbox, partial)).size;
}

/** Waits for a file that arrives, as long as those live who bring it. */
async function untilPartial(inbox: string, bytes: number, bringers: readonly RunningCommand[]): Promise<void> {
  while (partialBytes(inbox) < bytes) {
    for (const { child, stderr } of bringers) assert.equal(child.exitCode, null, stderr);
    await delay(5);
  }
}

/** A folder for what bob receives, and the words that run him with it. */
function inboxOf(bob: User, more = ''): { inbox: string; words: readonly string[] } {
  const inbox = join(bob.home, 'inbox');
  mkdirSync(inbox);
  const config = join(bob.home, 'qforge.toml');
  writeFileSync(config, `[admin]\nport = 0\n\n[receive]\ndirectory = "inbox"\n${more}`);
  return { inbox, words: ['up', '--config', config, '--json'] };
}

/** A server that takes requests and never answers them; resolves with its address, and tells of the first request. */
async function silentServer(t: TestContext): Promise<{ url: string; asked: Promise<void> }> {
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve());
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: asked.promise };
}

describe('qforge up that is stopped and started again', { timeout: HANGS_AFTER_MS }, () => {
  test('keeps what has arrived of a file, and takes the rest afterwards', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const { inbox, words } = inboxOf(bob);
    const first = await startListening(t, bob, words);
    const file = join(alice.home, 'disk.img');
    const bytes = seededBytes(24 * MEGABYTE, 5);
    writeFileSync(file, bytes);
    const relay = await stallingRelay(t, first.address, 10 * MEGABYTE);
    const sender = alice.start(['send', file, 'bob', relay], { stdin: 'ignore' });
    await untilPartial(inbox, 8 * MEGABYTE, [sender, first.command]);
    assert.equal((await first.command.end('SIGTERM')).code, 0);
    await sender.end('SIGINT');
    assert.ok(partialBytes(inbox) >= 8 * MEGABYTE);

    const second = await startListening(t, bob, words);
    const document = onlyDocument(await alice.run(['send', file, 'bob', second.address, '--json']));
    assert.ok(Number(document['resumedFrom']) >= 8 * MEGABYTE, String(document['resumedFrom']));
    const digest = createHash('sha256').update(bytes).digest('hex');
    assert.equal(document['sha256'], digest);
    const received = readFileSync(join(inbox, 'disk.img'));
    assert.equal(createHash('sha256').update(received).digest('hex'), digest);
    assert.equal((await second.command.end('SIGTERM')).code, 0);
  });

  test('acknowledges no message that nobody has taken, and says so to who has sent it, however early it ends', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['up', '--json', '--admin', '127.0.0.1:0']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address });
    // The channel may be open at this side only, so far.
    const sent = client.sendSecureMessage(bobId, Buffer.from('for a program'));
    const outcome = sent.then(
      () => 'acknowledged',
      (error: unknown) => (isQForgeError(error) ? error.code : error),
    );
    assert.equal((await command.end('SIGTERM')).code, 0);
    assert.equal(await outcome, 'CHANNEL_CLOSED');
  });

  test('does so as well once both sides know the channel', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['up', '--json', '--admin', '127.0.0.1:0']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address });
    await command.printed(/alice connected/u, 'stderr');
    const refused = assert.rejects(client.sendSecureMessage(bobId, Buffer.from('for a program')), {
      code: 'CHANNEL_CLOSED',
    });
    assert.equal((await command.end('SIGTERM')).code, 0);
    await refused;
  });
});

describe('the end of qforge up', { timeout: HANGS_AFTER_MS }, () => {
  test('waits for nobody: not for a peer that stalls, a webhook, a collector or a reader of events', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const [collector, receiver] = [await silentServer(t), await silentServer(t)];
    const { inbox, words } = inboxOf(
      bob,
      `\n[otlp]\nendpoint = "${collector.url}"\n\n[[alerts.webhook]]\nurl = "${receiver.url}"\n`,
    );
    const { command, address } = await startListening(t, bob, words);
    const [document] = documentsOf(command.stdout);
    const token = readFileSync(join(bob.home, 'config', 'qforge', 'admin.token'), 'utf8').trim();
    const ask = (path: string, method = 'GET'): Promise<Response> =>
      fetch(`${String(document?.['admin'])}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    assert.equal((await ask('/api/v1/alerts/test', 'POST')).status, 200);
    const events = await ask('/api/v1/events');
    assert.equal(events.status, 200);
    const file = join(alice.home, 'disk.img');
    writeFileSync(file, seededBytes(6 * MEGABYTE, 6));
    const sender = alice.start(['send', file, 'bob', await stallingRelay(t, address, 3 * MEGABYTE)]);
    t.after(() => sender.child.kill('SIGKILL'));
    await untilPartial(inbox, 2 * MEGABYTE, [sender, command]);
    // A peer that says nothing at all any more, not even that it goes.
    sender.child.kill('SIGSTOP');
    await Promise.all([receiver.asked, collector.asked]);
    const ended = await command.end('SIGTERM');
    assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
    assert.doesNotMatch(ended.stderr, /could not end in order/u);
    assert.ok(partialBytes(inbox) >= 2 * MEGABYTE);
  });
});
