import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { HpkeSuite } from '../../src/crypto/index.ts';
import { flipped } from './damage.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRejected } from './refusal.ts';
import { readVectors } from './vector-file.ts';

// Registered numbers: RFC 9180 §7, draft-ietf-hpke-pq.
const X25519 = { kem: 0x0020, kdf: 1, aead: 1 };
const HYBRID = { kem: 0x647a, kdf: 1, aead: 2 };
const EXPORT_ONLY = { ...X25519, aead: 0xffff };
const preSharedKey = { key: new Uint8Array(32).fill(5), id: utf8('id') };
const info = utf8('info');

interface HpkeVectors {
  readonly tests: readonly (Record<'ikmR' | 'skRm' | 'pkRm' | 'enc' | 'info', string> & {
    readonly encryptions: readonly Record<'aad' | 'ct' | 'pt', string>[];
    readonly exports: readonly { exporter_context: string; L: number; exported_value: string }[];
  })[];
}

test('HPKE opens, exports and derives keys as in RFC 9180', async () => {
  const [vector] = (readVectors('hpke/hpke-rfc9180.json') as HpkeVectors).tests;
  assert.ok(vector);
  const suite = await HpkeSuite.load(X25519);
  const keys = await suite.deriveKeys(fromHex(vector.ikmR));
  assert.equal(toHex(keys.privateKey.expose()), vector.skRm);
  assert.equal(toHex(keys.publicKey), vector.pkRm);
  const receiver = await suite.receive(fromHex(vector.skRm), fromHex(vector.enc), { info: fromHex(vector.info) });
  for (const { aad, ct, pt } of vector.encryptions.slice(0, 5)) {
    assert.equal(toHex(await receiver.open(fromHex(ct), fromHex(aad))), pt);
  }
  for (const wanted of vector.exports) {
    const secret = await receiver.exportSecret(fromHex(wanted.exporter_context), wanted.L);
    assert.equal(toHex(secret.expose()), wanted.exported_value);
  }
});

for (const numbers of [X25519, HYBRID]) {
  for (const options of [{ info }, { info, preSharedKey }]) {
    const mode = 'preSharedKey' in options ? 'psk' : 'base';
    test(`HPKE with KEM ${numbers.kem} carries messages in order in mode ${mode}`, async () => {
      const suite = await HpkeSuite.load(numbers);
      const { privateKey, publicKey } = await suite.generateKeys();
      const sender = await suite.send(publicKey, options);
      const receiver = await suite.receive(privateKey.expose(), sender.encapsulated, options);
      const sealed = [await sender.seal(utf8('one'), utf8('a')), await sender.seal(utf8('two'))] as const;
      await assertRejected('CRYPTO_AUTHENTICATION_FAILED', () => receiver.open(sealed[1]));
      await assertRejected('CRYPTO_AUTHENTICATION_FAILED', () => receiver.open(flipped(sealed[0], 0), utf8('a')));
      assert.equal(toHex(await receiver.open(sealed[0], utf8('a'))), toHex(utf8('one')), 'failures use up no number');
      assert.equal(toHex(await receiver.open(sealed[1])), toHex(utf8('two')));
      const [sent, received] = [await sender.exportSecret(info, 40), await receiver.exportSecret(info, 40)];
      assert.equal(toHex(sent.expose()), toHex(received.expose()));
    });
  }
}

test('HPKE opens nothing under another pre-shared key or other information', async () => {
  const suite = await HpkeSuite.load(X25519);
  const { privateKey, publicKey } = await suite.generateKeys();
  const sender = await suite.send(publicKey, { info, preSharedKey });
  const sealed = await sender.seal(utf8('text'));
  const otherKey = { ...preSharedKey, key: new Uint8Array(32).fill(6) };
  for (const options of [{ info }, { preSharedKey }, { info, preSharedKey: otherKey }]) {
    const receiver = await suite.receive(privateKey.expose(), sender.encapsulated, options);
    await assertRejected('CRYPTO_AUTHENTICATION_FAILED', () => receiver.open(sealed));
  }
});

test('HPKE suites with an unknown number are not available', async () => {
  for (const numbers of [
    { ...X25519, kem: 0 },
    { ...X25519, kdf: 0x7fff },
    { ...X25519, aead: 4 },
  ]) {
    await assertRejected('CRYPTO_UNSUPPORTED', () => HpkeSuite.load(numbers));
  }
});

test('HPKE refuses keys, encapsulations and arguments that do not fit', async () => {
  const suite = await HpkeSuite.load(HYBRID);
  const { privateKey, publicKey } = await suite.generateKeys();
  await assertRejected('CRYPTO_KEY_INVALID', () => suite.send(publicKey.subarray(1)));
  await assertRejected('CRYPTO_KEY_INVALID', () => suite.receive(privateKey.expose(), new Uint8Array(5)));
  await assertRejected('CRYPTO_KEY_INVALID', () => suite.receive(new Uint8Array(31), new Uint8Array(1120)));
  await assertRejected('ARGUMENT_INVALID', () =>
    suite.send(publicKey, { preSharedKey: { key: new Uint8Array(31), id: utf8('id') } }),
  );
  const sender = await suite.send(publicKey);
  await assertRejected('ARGUMENT_INVALID', () => sender.exportSecret(info, 255 * 32 + 1));
});

test('an HPKE suite for exporting only seals nothing', async () => {
  const suite = await HpkeSuite.load(EXPORT_ONLY);
  const { publicKey } = await suite.generateKeys();
  const sender = await suite.send(publicKey);
  await assertRejected('ARGUMENT_INVALID', () => sender.seal(utf8('text')));
  assert.equal((await sender.exportSecret(info, 32)).length, 32);
});
