import assert from 'node:assert/strict';
import test from 'node:test';
import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { utf8 } from '../../../src/base/index.ts';
import { encodeContent } from '../../../src/messaging/sealed/sealed-content.ts';
import { decodeEnvelope, encodeHeader } from '../../../src/messaging/sealed/sealed-envelope.ts';
import { MessagingPeer, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';

// Nothing below is of this project but the bytes: another HPKE, and AES-GCM of Web Cryptography.
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const info = new TextEncoder().encode('qforge sealed message v1').buffer;
const receiptContext = new TextEncoder().encode('qforge sealed receipt v1').buffer;
const nonce = new Uint8Array(12);

/** The associated data of a content, written out as the specification has it. */
function binding(header: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    Buffer.concat([
      utf8('qforge sealed content v1'),
      header.subarray(1, 3),
      header.subarray(51, 67),
      header.subarray(67, 75),
    ]),
  );
}

const own = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

test('another HPKE library opens what is sealed here, and derives the same receipt', async () => {
  const [alice, bob] = [await MessagingPeer.make(), await MessagingPeer.make()];
  const [sealed] = await alice.seal(utf8('across libraries'), [bob]);
  assert.ok(sealed);
  const { prekeyId, header, encapsulated, wrappedKey, sealedContent } = decodeEnvelope(sealed.envelope);
  const seed = bob.vault.find(prekeyId)?.privateKey.expose() ?? new Uint8Array(0);
  const recipientKey = await suite.kem.deserializePrivateKey(own(seed));
  const recipient = await suite.createRecipientContext({ recipientKey, enc: own(encapsulated), info });
  const contentKey = await recipient.open(own(wrappedKey), own(header));
  assert.deepEqual(new Uint8Array(await recipient.export(receiptContext, 32)), new Uint8Array(sealed.receipt.expose()));
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
  const content = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: binding(header) },
    key,
    own(sealedContent),
  );
  assert.ok(Buffer.from(content).toString('latin1').endsWith('across libraries'));
});

test('what another HPKE library seals is opened here', async () => {
  const [alice, bob] = [await MessagingPeer.make(), await MessagingPeer.make()];
  const [prekey] = await bob.vault.makePrekeys('last-resort', 1, NOW_MS);
  assert.ok(prekey);
  const terms = { suite: prekey.suite, messageId: '0d'.repeat(16), expiresAtMs: TOMORROW_MS };
  const header = encodeHeader({ ...terms, recipient: bob.peerId, prekeyId: prekey.id });
  const recipientPublicKey = await suite.kem.deserializePublicKey(own(prekey.publicKey));
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const contentKey = crypto.getRandomValues(new Uint8Array(32));
  const wrappedKey = await sender.seal(own(contentKey), own(header));
  const signed = { sentAtMs: NOW_MS, recipients: [bob.peerId], payload: utf8('from elsewhere') };
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']);
  const sealedContent = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: binding(header) },
    key,
    own(encodeContent(terms, signed, alice.author)),
  );
  const envelope = Buffer.concat([sender.enc, wrappedKey, sealedContent].map((part) => new Uint8Array(part)));
  const opened = await bob.open(Buffer.concat([header, envelope]));
  assert.deepEqual(opened.payload, utf8('from elsewhere'));
  assert.deepEqual(opened.receipt.expose(), new Uint8Array(await sender.export(receiptContext, 32)));
});
