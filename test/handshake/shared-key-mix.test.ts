import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { mixSharedKeys, type NamedSharedKey, type SharedKeyContext } from '../../src/handshake/shared-key-mix.ts';

const seed = Number(process.env['SEED'] ?? 20_261_206);
const sha512 = nativeBackend.hash('SHA-512');

/** A case as plain data, so that a change is easily written. */
interface Case {
  readonly keys: readonly { readonly source: string; readonly keyId: string; readonly key: Uint8Array }[];
  readonly context: SharedKeyContext;
}

function named({ keys }: Case): readonly NamedSharedKey[] {
  return keys.map(({ source, keyId, key }) => ({ source, keyId, key: SecretBytes.copyOf(key) }));
}

function fast(value: Case, hash = sha512): string {
  return Buffer.from(mixSharedKeys(named(value), value.context, hash).expose()).toString('hex');
}

/** spec/handshake §6 with nothing but Buffers and HMAC: RFC 5869, one block of output. */
function slow({ keys, context }: Case, hash: 'sha256' | 'sha512'): string {
  const field = (bytes: Uint8Array | string): Buffer => {
    const content = Buffer.from(bytes);
    return Buffer.concat([Buffer.from([content.length >> 8, content.length & 255]), content]);
  };
  const { initiatorEndpoint, responderEndpoint, handshakeHash } = context;
  const list = keys.map(({ source, keyId, key }) =>
    Buffer.concat([source, keyId, initiatorEndpoint, responderEndpoint, key].map(field)),
  );
  const input = Buffer.concat([Buffer.from([keys.length]), ...list]);
  const pseudorandomKey = createHmac(hash, handshakeHash).update(input).digest();
  return createHmac(hash, pseudorandomKey).update('qforge psk v1').update(Uint8Array.of(1)).digest('hex').slice(0, 64);
}

const example: Case = {
  keys: [
    { source: 'qkd', keyId: 'first', key: new Uint8Array(32).fill(1) },
    { source: 'usb', keyId: 'second', key: new Uint8Array(16).fill(2) },
  ],
  context: { handshakeHash: new Uint8Array(64).fill(3), initiatorEndpoint: 'sae-a', responderEndpoint: 'sae-b' },
};

describe('the psk', () => {
  test('is 32 zero bytes without keys', () => {
    assert.equal(fast({ ...example, keys: [] }), '00'.repeat(32));
  });

  test(`is HKDF over the list of keys, written out (seed ${seed})`, () => {
    const text = fc.string({ maxLength: 40, unit: 'grapheme' });
    const cases: fc.Arbitrary<Case> = fc.record({
      keys: fc.array(fc.record({ source: text, keyId: text, key: fc.uint8Array({ maxLength: 64 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
      context: fc.record({
        handshakeHash: fc.uint8Array({ minLength: 32, maxLength: 64 }),
        initiatorEndpoint: text,
        responderEndpoint: text,
      }),
    });
    fc.assert(
      fc.property(cases, (value) => {
        assert.equal(fast(value), slow(value, 'sha512'));
        assert.equal(fast(value, nativeBackend.hash('SHA-256')), slow(value, 'sha256'));
        assert.equal(fast(value, portableBackend.hash('SHA-512')), slow(value, 'sha512'));
      }),
      { seed, numRuns: 300 },
    );
  });

  test('changes with every input, and with the border between any two', () => {
    const [first, second] = example.keys;
    assert.ok(first !== undefined && second !== undefined);
    const { context } = example;
    const withFirst = (changes: Partial<typeof first>): Case => ({ context, keys: [{ ...first, ...changes }, second] });
    const withContext = (changes: Partial<SharedKeyContext>): Case => ({
      ...example,
      context: { ...context, ...changes },
    });
    const variants: readonly Case[] = [
      example,
      withFirst({ source: 'qkc' }),
      withFirst({ keyId: 'firsu' }),
      withFirst({ key: first.key.with(31, 0) }),
      withFirst({ key: first.key.slice(0, 31) }),
      withFirst({ source: 'qkdf', keyId: 'irst' }),
      withFirst({ source: 'qk', keyId: 'dfirst' }),
      { context, keys: [first] },
      { context, keys: [second] },
      { context, keys: [second, first] },
      { context, keys: [first, second, second] },
      { context, keys: [first, first] },
      withContext({ handshakeHash: context.handshakeHash.with(0, 4) }),
      withContext({ initiatorEndpoint: 'sae-b', responderEndpoint: 'sae-a' }),
      withContext({ initiatorEndpoint: 'sae-as', responderEndpoint: 'ae-b' }),
      withContext({ initiatorEndpoint: '' }),
      withContext({ responderEndpoint: 'sae-c' }),
    ];
    assert.equal(new Set(variants.map((variant) => fast(variant))).size, variants.length);
  });

  test('leaves the keys as they are', () => {
    const keys = named(example);
    mixSharedKeys(keys, example.context, sha512);
    assert.deepEqual(
      keys.map(({ key }) => key.expose()),
      example.keys.map(({ key }) => key),
    );
  });
});
