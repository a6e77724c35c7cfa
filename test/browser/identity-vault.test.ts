import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IdentityVault, RENEW_BEFORE_EXPIRY_DAYS } from '../../src/browser/identity-vault.ts';
import type { StoredIdentity } from '../../src/browser/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { CERTIFICATE_VALIDITY_DAYS, type DeviceIdentity, encodeIdentity } from '../../src/handshake/index.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { MapStore } from './map-store.ts';

const MS_PER_DAY = 86_400_000;

function rigOf(): { vault: IdentityVault; store: MapStore; clock: ManualClock } {
  const [store, clock] = [new MapStore(), new ManualClock()];
  return { vault: new IdentityVault({ store, clock, backend: nativeBackend }), store, clock };
}

function textOf(identity: DeviceIdentity): string {
  using encoded = encodeIdentity(identity);
  return Buffer.from(encoded.expose()).toString('hex');
}

function recordIn(store: MapStore): StoredIdentity {
  const record = store.records.get('me');
  assert.ok(typeof record === 'object' && record !== null);
  return record as StoredIdentity;
}

describe('the vault of a page', () => {
  test('makes an identity once, and opens the same ever after, on both backends', async () => {
    const { vault, store, clock } = rigOf();
    const made = await vault.open('me');
    assert.equal(textOf(await vault.open('me')), textOf(made));
    const portable = new IdentityVault({ store, clock, backend: portableBackend });
    assert.equal(textOf(await portable.open('me')), textOf(made));
    assert.notEqual((await vault.open('other')).peerId, made.peerId);
  });

  test('prefers ChaCha20, and offers AES too', async () => {
    const { suites } = await rigOf().vault.open('me');
    assert.deepEqual(
      suites.map(({ aead }) => aead),
      ['ChaCha20-Poly1305', 'AES-256-GCM'],
    );
  });

  test('stores no secret in the clear, under a key that cannot be exported', async () => {
    const { vault, store } = rigOf();
    const identity = await vault.open('me');
    const record = recordIn(store);
    await assert.rejects(crypto.subtle.exportKey('raw', record.wrappingKey), { name: 'InvalidAccessError' });
    assert.equal(record.wrappingKey.extractable, false);
    const stored = Buffer.from(record.wrapped).toString('hex');
    using dh = identity.dh.exportPrivateBytes();
    using seed = identity.kem.exportSeed();
    for (const secret of [dh, seed]) assert.ok(!stored.includes(Buffer.from(secret.expose()).toString('hex')));
  });

  test('of two openings at once, both get the identity that was stored', async () => {
    const { vault, store } = rigOf();
    const [first, second] = await Promise.all([vault.open('me'), vault.open('me')]);
    assert.equal(first.peerId, second.peerId);
    assert.equal(recordIn(store).peerId, first.peerId);
  });

  test('renews a certificate that expires soon, under the same PeerId with other keys', async () => {
    const { vault, clock } = rigOf();
    const made = await vault.open('me');
    clock.advance((CERTIFICATE_VALIDITY_DAYS - RENEW_BEFORE_EXPIRY_DAYS - 1) * MS_PER_DAY);
    assert.equal(textOf(await vault.open('me')), textOf(made));
    clock.advance(MS_PER_DAY);
    const renewed = await vault.open('me');
    assert.equal(renewed.peerId, made.peerId);
    assert.notDeepEqual(renewed.dh.publicKey.bytes, made.dh.publicKey.bytes);
    assert.equal(textOf(await vault.open('me')), textOf(renewed));
  });

  test('anything else than what it stored is STORED_IDENTITY_DAMAGED', async () => {
    const { vault, store } = rigOf();
    await vault.open('me');
    await vault.open('other');
    const record = recordIn(store);
    const other = store.records.get('other') as StoredIdentity;
    const damaged: readonly unknown[] = [
      'text',
      null,
      {},
      { ...record, version: 2 },
      { ...record, nonce: new Uint8Array(0) },
      { ...record, nonce: record.nonce.map((byte) => byte ^ 1) },
      { ...record, wrapped: record.wrapped.slice(1) },
      { ...record, wrapped: record.wrapped.with(9, (record.wrapped[9] ?? 0) ^ 1) },
      { ...record, peerId: other.peerId },
      { ...record, wrapped: other.wrapped },
      { ...record, wrappingKey: other.wrappingKey },
      { ...record, wrappingKey: 'a key' },
    ];
    for (const [index, value] of damaged.entries()) {
      store.records.set('me', value);
      await assert.rejects(vault.open('me'), { code: 'STORED_IDENTITY_DAMAGED', details: { name: 'me' } }, `${index}`);
    }
  });
});
