import assert from 'node:assert/strict';
import test from 'node:test';
import { ED448_TORSION_SUBGROUP, ed448 } from '@noble/curves/ed448.js';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { shake256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { PortableEdDsa } from '../../src/crypto/portable-eddsa.ts';
import { portableRandom } from '../../src/crypto/portable-random.ts';
import type { EdDsaName } from '../../src/crypto/signature.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

interface Example {
  readonly secret: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

const examples: Readonly<Record<EdDsaName, Example>> = {
  // RFC 8032 §7.1, test 3.
  Ed25519: {
    secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  // RFC 8032 §7.4, 1 octet.
  Ed448: {
    secret:
      'c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e',
    publicKey:
      '43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480',
    message: '03',
    signature:
      '26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00',
  },
};

for (const [name, example] of Object.entries(examples) as [EdDsaName, Example][]) {
  test(`portable ${name} gives the published key and signature`, () => {
    const coins = fixedCoins(fromHex(example.secret));
    const key = new PortableEdDsa(name, coins).generate();
    assert.equal(coins.remaining, 0);
    assert.equal(toHex(key.publicKey.bytes), example.publicKey);
    assert.equal(toHex(key.sign(fromHex(example.message))), example.signature);
    assert.ok(key.publicKey.verify(fromHex(example.message), fromHex(example.signature)));
    assert.equal(toHex(key.exportSecret().expose()), example.secret);
  });
}

test('portable Ed448 takes a context, portable Ed25519 none', () => {
  const [message, context] = [utf8('message'), utf8('context')];
  const key448 = new PortableEdDsa('Ed448', portableRandom).generate();
  const signature = key448.sign(message, context);
  assert.ok(key448.publicKey.verify(message, signature, context));
  assert.ok(!key448.publicKey.verify(message, signature));
  assert.ok(
    nativeBackend.signature('Ed448').importPublicKey(key448.publicKey.bytes).verify(message, signature, context),
  );
  const key25519 = new PortableEdDsa('Ed25519', portableRandom).generate();
  assertRefused('ARGUMENT_INVALID', () => key25519.sign(message, context));
  assert.ok(!key25519.publicKey.verify(message, key25519.sign(message), context));
});

/** What a forger may do to a signature: add a point of small order to the key and to R. */
interface Curve {
  readonly point: typeof ed25519.Point;
  readonly torsion: readonly string[];
  readonly challenge: (encodedR: Uint8Array, publicKey: Uint8Array, message: Uint8Array) => Uint8Array;
}

const curves: Readonly<Record<EdDsaName, Curve>> = {
  Ed25519: {
    point: ed25519.Point,
    torsion: ED25519_TORSION_SUBGROUP,
    challenge: (encodedR, publicKey, message) => sha512(concatBytes(encodedR, publicKey, message)),
  },
  Ed448: {
    point: ed448.Point,
    torsion: ED448_TORSION_SUBGROUP,
    challenge: (encodedR, publicKey, message) =>
      shake256(concatBytes(utf8('SigEd448'), Uint8Array.of(0, 0), encodedR, publicKey, message), { dkLen: 114 }),
  },
};

function littleEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

function integer(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Signatures with the key and R moved by every pair of points of small order, and with nothing but those. */
function* oddSignatures({ point, torsion, challenge }: Curve, length: number) {
  const order = point.Fn.ORDER;
  const small = torsion.map((encoded) => point.fromHex(encoded, true));
  for (const [secret, nonce] of [
    [12_345n, 67_890n],
    [12_345n, 0n],
    [0n, 67_890n],
  ] as const) {
    for (const keyOffset of small) {
      for (const offset of small) {
        const publicKey = point.BASE.multiplyUnsafe(secret).add(keyOffset).toBytes();
        const encodedR = point.BASE.multiplyUnsafe(nonce).add(offset).toBytes();
        const message = utf8(`${secret} ${nonce} ${toHex(offset.toBytes())}`);
        const k = integer(challenge(encodedR, publicKey, message)) % order;
        const signature = concatBytes(encodedR, littleEndian((nonce + k * secret) % order, length));
        yield { publicKey, message, signature, offset: toHex(offset.toBytes()) };
      }
    }
  }
}

for (const [name, curve] of Object.entries(curves) as [EdDsaName, Curve][]) {
  test(`portable ${name} decides as OpenSSL on every mixture with points of small order`, (t) => {
    const portable = new PortableEdDsa(name, portableRandom);
    const decisions = { taken: 0, refused: 0 };
    for (const { publicKey, message, signature } of oddSignatures(curve, portable.publicKeyBytes)) {
      const native = nativeBackend.signature(name).importPublicKey(publicKey).verify(message, signature);
      assert.equal(portable.importPublicKey(publicKey).verify(message, signature), native);
      decisions[native ? 'taken' : 'refused']++;
    }
    t.diagnostic(JSON.stringify(decisions));
    assert.ok(decisions.taken > 0 && decisions.refused > 0);
  });
}
