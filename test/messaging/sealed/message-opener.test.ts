import assert from 'node:assert/strict';
import test from 'node:test';
import { type ErrorCode, isQForgeError, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { CONTENT_NONCE, SEALED_INFO } from '../../../src/messaging/sealed/message-sealer.ts';
import { contentBinding, encodeContent } from '../../../src/messaging/sealed/sealed-content.ts';
import { encodeHeader } from '../../../src/messaging/sealed/sealed-envelope.ts';
import { hpkeOf } from '../../../src/messaging/sealed/sealed-suite.ts';
import { CLOCK_SKEW_MS, PREKEY_LIFETIME_MS } from '../../../src/messaging/sealed/signed-prekey.ts';
import { flipped } from '../../crypto/damage.ts';
import { MessagingPeer, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';

const alice = await MessagingPeer.make();
const bob = await MessagingPeer.make();
const carol = await MessagingPeer.make();
const payload = utf8('for bob');
const [sealed] = await alice.seal(payload, [bob]);
assert.ok(sealed);
const { envelope } = sealed;

async function refusal(work: Promise<unknown>): Promise<ErrorCode | 'opened'> {
  try {
    await work;
    return 'opened';
  } catch (error) {
    assert.ok(isQForgeError(error), String(error));
    return error.code;
  }
}

/** Header, encapsulated key and wrapped key. What is behind them is under one tag; its every byte is changed in the tests of contents. */
const HEAD_BYTES = 75 + 1120 + 48;

test('the recipient opens a message, learns who wrote it, and can show that it did', async () => {
  const opened = await bob.open(envelope);
  assert.deepEqual(opened.payload, payload);
  assert.equal(opened.sender, alice.peerId);
  assert.deepEqual(opened.recipients, [bob.peerId]);
  assert.equal(opened.prekeyKind, 'one-time');
  assert.equal(opened.expiresAtMs, TOMORROW_MS);
  assert.deepEqual(opened.receipt.expose(), sealed.receipt.expose());
});

test('an envelope that is changed in any byte of its head, or anywhere behind, is refused, and opens unchanged afterwards', async () => {
  const seen = new Map<string, number>();
  for (let at = 0; at < envelope.length; at += at < HEAD_BYTES || at > envelope.length - 20 ? 1 : 7) {
    const code = await refusal(bob.open(flipped(envelope, at)));
    assert.notEqual(code, 'opened', `byte ${at}`);
    seen.set(code, (seen.get(code) ?? 0) + 1);
  }
  for (const code of ['SEALED_INVALID', 'SEALED_SUITE_UNKNOWN', 'SEALED_NOT_FOR_US', 'PREKEY_GONE'])
    assert.ok(seen.has(code), code);
  assert.equal(await refusal(bob.open(envelope.subarray(0, -1))), 'SEALED_INVALID');
  assert.equal(await refusal(bob.open(Uint8Array.of(...envelope, 0))), 'SEALED_INVALID');
  assert.equal(await refusal(bob.open(envelope)), 'opened');
});

test('another recipient cannot open it', async () => {
  assert.equal(await refusal(carol.open(envelope)), 'SEALED_NOT_FOR_US');
});

test('a message opens until it expires, and not if it expires too late', async () => {
  assert.equal(await refusal(bob.open(envelope, TOMORROW_MS)), 'opened');
  assert.equal(await refusal(bob.open(envelope, TOMORROW_MS + 1)), 'SEALED_EXPIRED');
  const tooEarlyMs = TOMORROW_MS - PREKEY_LIFETIME_MS - CLOCK_SKEW_MS - 1;
  assert.equal(await refusal(bob.open(envelope, tooEarlyMs)), 'SEALED_INVALID');
});

test('a recipient cannot pass a message on as if it had been written for somebody else', async () => {
  // Bob has the content and its signature; he wraps both for carol, with a key of his own.
  const [prekey] = await carol.vault.makePrekeys('one-time', 1, NOW_MS);
  assert.ok(prekey);
  const terms = { suite: prekey.suite, messageId: '77'.repeat(16), expiresAtMs: TOMORROW_MS };
  const content = encodeContent(terms, { sentAtMs: NOW_MS, recipients: [bob.peerId], payload }, alice.author);
  const key = nativeBackend.aead('AES-256-GCM').importKey(new Uint8Array(32).fill(1));
  const header = encodeHeader({ ...terms, recipient: carol.peerId, prekeyId: prekey.id });
  const sender = await (await hpkeOf(prekey.suite)).send(prekey.publicKey, { info: SEALED_INFO });
  const wrapped = await sender.seal(new Uint8Array(32).fill(1), header);
  const forged = Buffer.concat([
    header,
    sender.encapsulated,
    wrapped,
    key.seal(CONTENT_NONCE, content, contentBinding(terms)),
  ]);
  await assert.rejects(
    carol.open(forged),
    (error) => isQForgeError(error, 'SEALED_INVALID') && /not addressed it/u.test(error.message),
  );
});
