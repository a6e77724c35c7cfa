import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes, isQForgeError, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { parsePeerId } from '../../../src/handshake/index.ts';
import {
  decodeContent,
  encodeContent,
  MAX_PAYLOAD_BYTES,
  MAX_RECIPIENTS,
  type MessageTerms,
} from '../../../src/messaging/sealed/sealed-content.ts';
import { defaultSealedSuite } from '../../../src/messaging/sealed/sealed-suite.ts';
import { flipped } from '../../crypto/damage.ts';
import { MessagingPeer, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';
import { specText, written } from '../spec-text.ts';

const alice = await MessagingPeer.make();
const bob = await MessagingPeer.make();
const carol = await MessagingPeer.make();
const terms: MessageTerms = { suite: defaultSealedSuite, messageId: '0a'.repeat(16), expiresAtMs: TOMORROW_MS };
const recipients = [bob.peerId, carol.peerId];
const payload = utf8('the payload');
const content = encodeContent(terms, { sentAtMs: NOW_MS, recipients, payload }, alice.author);
const decode = (unverified: Uint8Array, under = terms): ReturnType<typeof decodeContent> =>
  decodeContent(under, unverified, nativeBackend);
const isRefused = (unverified: Uint8Array, under = terms): void =>
  assert.throws(
    () => decode(unverified, under),
    (error) => isQForgeError(error),
  );

test('a content says who wrote what to whom and when, in one order whatever order was asked for', () => {
  const opened = decode(content);
  assert.equal(opened.sender, alice.peerId);
  assert.equal(opened.sentAtMs, NOW_MS);
  assert.deepEqual(opened.payload, payload);
  const byBytes = recipients.toSorted((a, b) => Buffer.compare(parsePeerId(a), parsePeerId(b)));
  assert.deepEqual(opened.recipients, byBytes);
  const doubled = [...recipients, ...recipients].toReversed();
  const again = decode(encodeContent(terms, { sentAtMs: NOW_MS, recipients: doubled, payload }, alice.author));
  assert.deepEqual(again.recipients, byBytes);
});

test('the signature binds the terms of the message', () => {
  isRefused(content, { ...terms, messageId: '0b'.repeat(16) });
  isRefused(content, { ...terms, expiresAtMs: TOMORROW_MS + 1 });
  isRefused(content, { ...terms, suite: { ...defaultSealedSuite, id: 2 } });
});

test('a content that is changed in any byte, or cut, is refused', () => {
  for (let at = 0; at < content.length; at += 1) isRefused(flipped(content, at, 1 << (at % 8)));
  for (const length of [0, 1, 1984, 2000, content.length - 1]) isRefused(content.subarray(0, length));
  isRefused(concatBytes(content, Uint8Array.of(0)));
});

test('another key in front of the signature is another sender, whose signature does not hold', () => {
  const { publicKey } = carol.author;
  isRefused(concatBytes(content.subarray(0, 1), publicKey, content.subarray(1 + publicKey.length)));
});

test('recipients out of order, none, or too many are refused', () => {
  const countAt = 1 + alice.author.publicKey.length + 8;
  const [first, second] = [content.subarray(countAt + 2, countAt + 34), content.subarray(countAt + 34, countAt + 66)];
  const withRecipients = (count: number, ...bytes: Uint8Array[]): Uint8Array =>
    concatBytes(
      content.subarray(0, countAt),
      Uint8Array.of(count >> 8, count & 255),
      ...bytes,
      content.subarray(countAt + 66),
    );
  assert.deepEqual(withRecipients(2, first, second), content);
  const broken = [
    withRecipients(2, second, first),
    withRecipients(2, first, first),
    withRecipients(0),
    withRecipients(MAX_RECIPIENTS + 1),
  ];
  for (const unverified of broken) {
    assert.throws(
      () => decode(unverified),
      (error) => isQForgeError(error, 'MALFORMED') && /recipients/u.test(error.message),
    );
  }
});

test('the limits are those of the specification', () => {
  const text = specText('sealed-messages');
  assert.ok(text.includes(`n is 1 to ${MAX_RECIPIENTS}.`));
  assert.ok(text.includes(`at most ${written(MAX_PAYLOAD_BYTES)} bytes`));
});
