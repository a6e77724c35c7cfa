import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError, silentLogger, silentMetrics, systemClock, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import type { MailboxStore } from '../../../src/messaging/index.ts';
import { ReceiptPost } from '../../../src/messaging/sealed/receipt-post.ts';
import { MessagingPeer } from '../peer-rig.ts';

/** A recipient that has taken a message, and brings its receipt to mailboxes that deposit as is said. */
async function debtor(deposit: () => Promise<'stored'>): Promise<{ peer: MessagingPeer; post: ReceiptPost }> {
  const [sender, peer] = [await MessagingPeer.make(), await MessagingPeer.make()];
  const [sealed] = await sender.seal(utf8('x'), [peer]);
  peer.vault.take(await peer.open(sealed?.envelope ?? new Uint8Array(0)), 'owed');
  const clock = { ...systemClock, wallMs: () => 0 };
  const surroundings = { clock, logger: silentLogger, metrics: silentMetrics, random: nativeBackend.random };
  const mailboxes = { deposit } as unknown as MailboxStore;
  return { peer, post: new ReceiptPost({ ...surroundings, owner: peer.peerId, vault: peer.vault, mailboxes }) };
}

test('a receipt is owed until a mailbox has it', async () => {
  let isAway = true;
  const { peer, post } = await debtor(() => {
    if (isAway) return Promise.reject(new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: 'memory', reason: 'away' }));
    return Promise.resolve('stored');
  });
  using _ = peer;
  assert.equal(await post.flush(), false);
  assert.equal(peer.vault.creditors.length, 1);
  isAway = false;
  assert.equal(await post.flush(), true);
  assert.deepEqual(peer.vault.creditors, []);
});

test('a mailbox that answers when the device is closed harms nobody', async () => {
  const answer = Promise.withResolvers<'stored'>();
  const { peer, post } = await debtor(() => answer.promise);
  const flushed = post.flush();
  post.stop();
  peer[Symbol.dispose]();
  answer.resolve('stored');
  assert.equal(await flushed, false);
  assert.equal(await post.flush(), false);
});
