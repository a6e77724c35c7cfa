import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { sealMessage } from '../../../src/messaging/sealed/message-sealer.ts';
import { MAX_PAYLOAD_BYTES, MAX_RECIPIENTS } from '../../../src/messaging/sealed/sealed-content.ts';
import { decodeEnvelope } from '../../../src/messaging/sealed/sealed-envelope.ts';
import { PREKEY_LIFETIME_MS } from '../../../src/messaging/sealed/signed-prekey.ts';
import { MessagingPeer, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';

const alice = await MessagingPeer.make();
const bob = await MessagingPeer.make();
const carol = await MessagingPeer.make();
const [prekey] = await bob.vault.makePrekeys('one-time', 1, NOW_MS);
assert.ok(prekey);
const recipient = { peerId: bob.peerId, prekey };
const message = { messageId: '0c'.repeat(16), sentAtMs: NOW_MS, expiresAtMs: TOMORROW_MS, payload: utf8('x') };

test('a group has one content, and for each recipient an envelope that the others cannot open', async () => {
  const sealed = await alice.seal(utf8('to both'), [bob, carol]);
  const [forBob, forCarol] = sealed.map(({ envelope }) => envelope);
  assert.ok(forBob && forCarol);
  const [first, second] = [decodeEnvelope(forBob), decodeEnvelope(forCarol)];
  assert.deepEqual(first.sealedContent, second.sealedContent);
  assert.notDeepEqual(first.wrappedKey, second.wrappedKey);
  assert.notDeepEqual(sealed[0]?.receipt.expose(), sealed[1]?.receipt.expose());
  for (const [peer, envelope] of [
    [bob, forBob],
    [carol, forCarol],
  ] as const) {
    const opened = await peer.open(envelope);
    assert.deepEqual(opened.payload, utf8('to both'));
    assert.deepEqual(opened.recipients.toSorted(), [bob.peerId, carol.peerId].toSorted());
  }
  await assert.rejects(bob.open(forCarol), (error) => isQForgeError(error, 'SEALED_NOT_FOR_US'));
});

test('payloads go up to the limit, and not beyond', async () => {
  const payload = new Uint8Array(MAX_PAYLOAD_BYTES).fill(3);
  const [largest] = await sealMessage({ ...message, payload }, [recipient], alice.author, nativeBackend);
  assert.ok(largest);
  assert.deepEqual((await bob.open(largest.envelope)).payload, payload);
  const [empty] = await alice.seal(new Uint8Array(0), [bob]);
  assert.ok(empty);
  assert.equal((await bob.open(empty.envelope)).payload.length, 0);
  await assert.rejects(
    sealMessage(
      { ...message, payload: new Uint8Array(MAX_PAYLOAD_BYTES + 1) },
      [recipient],
      alice.author,
      nativeBackend,
    ),
    (error) => isQForgeError(error, 'SEALED_TOO_LARGE') && error.details.limitBytes === MAX_PAYLOAD_BYTES,
  );
});

test('recipients that make no sense are refused', async () => {
  const many = Array.from({ length: MAX_RECIPIENTS + 1 }, () => recipient);
  const otherSuite = { peerId: carol.peerId, prekey: { ...prekey, suite: { ...prekey.suite, id: 2 } } };
  for (const recipients of [[], many, [recipient, recipient], [recipient, otherSuite]]) {
    await assert.rejects(sealMessage(message, recipients, alice.author, nativeBackend), (error) =>
      isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  }
});

test('a message does not outlive the prekey that it is sealed to', async () => {
  const expiresAtMs = NOW_MS + PREKEY_LIFETIME_MS;
  await sealMessage({ ...message, expiresAtMs }, [recipient], alice.author, nativeBackend);
  await assert.rejects(
    sealMessage({ ...message, expiresAtMs: expiresAtMs + 1 }, [recipient], alice.author, nativeBackend),
    (error) => isQForgeError(error, 'PREKEY_INVALID'),
  );
});
