import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { ByteReader, ByteWriter, equalPublicBytes, isQForgeError, SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { assertCertificateCurrent } from '../../src/handshake/device-certificate.ts';
import {
  CERTIFICATE_BACKDATE_SECONDS,
  CERTIFICATE_VALIDITY_DAYS,
  type DeviceIdentity,
  decodeIdentity,
  encodeIdentity,
  generateIdentity,
  renewIdentity,
} from '../../src/handshake/device-identity.ts';
import { isPeerId } from '../../src/handshake/peer-id.ts';
import { agreement, Cast, callerOf, NOW_MS, partyOf, runXX } from './product-parties.ts';
import { seededNumbers } from './seeded-numbers.ts';

const SEED = 20_261_203;
const levels = ['standard', 'high', 'maximum'] as const;
const cast = new Cast();
const alice = cast.get('alice');
const bob = cast.get('bob');

/** The fields of an encoded identity, to be put together differently. */
interface Fields {
  readonly version: number;
  readonly signingSecret: Uint8Array;
  readonly dh: Uint8Array;
  readonly kemSeed: Uint8Array;
  readonly certificate: Uint8Array;
}

function fieldsOf(identity: DeviceIdentity): Fields {
  const reader = new ByteReader(encodeIdentity(identity).expose(), 'identity');
  const version = reader.u8();
  const [signingSecret, dh, kemSeed] = [reader.bytes16(256), reader.bytes16(256), reader.bytes16(256)];
  return { version, signingSecret, dh, kemSeed, certificate: reader.bytes16(32_768) };
}

function encoded(fields: Fields): SecretBytes {
  const { version, signingSecret, dh, kemSeed, certificate } = fields;
  const writer = new ByteWriter().u8(version);
  for (const field of [signingSecret, dh, kemSeed, certificate]) writer.bytes16(field);
  return SecretBytes.take(writer.finish());
}

function assertMalformed(fields: Fields, reason: RegExp): void {
  assert.throws(() => decodeIdentity(encoded(fields), nativeBackend), { code: 'MALFORMED', message: reason });
}

describe('a new identity', () => {
  for (const level of levels) {
    test(`can shake hands, and be stored and read by either backend: ${level}`, () => {
      const made = generateIdentity(nativeBackend, level, NOW_MS);
      assert.ok(isPeerId(made.peerId));
      assert.ok(made.suites.every((suite) => suite.level === level));
      assert.equal(made.peerId, made.certificate.peerId);
      const elsewhere = decodeIdentity(encodeIdentity(made), portableBackend);
      const back = decodeIdentity(encodeIdentity(elsewhere), nativeBackend);
      assert.deepEqual(encodeIdentity(back).expose(), encodeIdentity(made).expose());
      assert.equal(back.peerId, made.peerId);
      assert.deepEqual(back.suites, made.suites);
      const peer = generateIdentity(nativeBackend, level, NOW_MS);
      agreement(runXX(callerOf(back, peer), partyOf(peer)));
      agreement(runXX(callerOf(peer, back), partyOf(back)));
    });
  }

  test('is valid for a year, from an hour ago', () => {
    const { certificate } = generateIdentity(nativeBackend, 'high', NOW_MS + 999);
    const nowSeconds = NOW_MS / 1000;
    assert.equal(certificate.notBeforeSeconds, nowSeconds - 3600);
    assert.equal(certificate.notAfterSeconds, nowSeconds - 3600 + 365 * 24 * 3600);
    assert.deepEqual([CERTIFICATE_BACKDATE_SECONDS, CERTIFICATE_VALIDITY_DAYS], [3600, 365]);
  });

  test('can be made on a machine whose clock says 1970', () => {
    const { certificate } = generateIdentity(nativeBackend, 'high', 5_000);
    assert.equal(certificate.notBeforeSeconds, 0);
    assertCertificateCurrent(certificate, 5_000);
  });

  test('is another one each time', () => {
    assert.notEqual(alice.peerId, bob.peerId);
    assert.equal(equalPublicBytes(alice.dh.publicKey.bytes, bob.dh.publicKey.bytes), false);
  });

  test('prints none of its secrets', () => {
    const printed = inspect(alice, { depth: 10, maxArrayLength: null, maxStringLength: null }) + JSON.stringify(alice);
    const { signingSecret, dh, kemSeed } = fieldsOf(alice);
    for (const secret of [signingSecret, dh, kemSeed]) {
      const start = secret.slice(0, 8);
      for (const form of [
        Array.from(start).join(', '),
        Array.from(start).join(','),
        Buffer.from(start).toString('hex'),
      ])
        assert.equal(printed.includes(form), false);
    }
    assert.match(printed, /SecretBytes \(hidden\)/u);
  });
});

describe('a renewed identity', () => {
  test('has the same PeerId and new keys', () => {
    const renewed = renewIdentity(nativeBackend, alice, NOW_MS + 1_000_000);
    assert.equal(renewed.peerId, alice.peerId);
    assert.deepEqual(renewed.suites, alice.suites);
    for (const kind of ['dh', 'kem'] as const)
      assert.equal(equalPublicBytes(renewed[kind].publicKey.bytes, alice[kind].publicKey.bytes), false);
    assert.equal(renewed.certificate.notBeforeSeconds, alice.certificate.notBeforeSeconds + 1000);
    const again = renewIdentity(nativeBackend, decodeIdentity(encodeIdentity(renewed), nativeBackend), NOW_MS);
    assert.equal(again.peerId, alice.peerId);
    agreement(runXX(callerOf(bob, again), partyOf(again)));
  });

  test('takes the signing secret: where that is kept elsewhere there is none', () => {
    const offline = decodeIdentity(encodeIdentity({ ...alice, signingSecret: undefined }), nativeBackend);
    assert.equal(offline.signingSecret, undefined);
    assert.equal(offline.peerId, alice.peerId);
    agreement(runXX(callerOf(bob, offline), partyOf(offline)));
    assert.throws(() => renewIdentity(nativeBackend, offline, NOW_MS), { code: 'ARGUMENT_INVALID' });
  });
});

describe('a stored identity', () => {
  test('is the fields of the format, each behind its length', () => {
    const fields = fieldsOf(alice);
    assert.deepEqual([fields.version, fields.dh.length, fields.kemSeed.length], [1, 32, 64]);
    assert.deepEqual(fields.certificate, alice.certificate.encoded);
    assert.deepEqual(encoded(fields).expose(), encodeIdentity(alice).expose());
  });

  test('is refused when its keys don’t belong together', () => {
    const [a, b] = [fieldsOf(alice), fieldsOf(bob)];
    assertMalformed({ ...a, dh: b.dh }, /of other keys/u);
    assertMalformed({ ...a, kemSeed: b.kemSeed }, /of other keys/u);
    assertMalformed({ ...a, dh: b.dh, kemSeed: b.kemSeed }, /of other keys/u);
    assertMalformed({ ...a, certificate: b.certificate }, /of other keys/u);
    assertMalformed({ ...a, signingSecret: b.signingSecret }, /of another signing key/u);
  });

  test('is refused when a key has the wrong length', () => {
    const fields = fieldsOf(alice);
    const resized = (bytes: Uint8Array, by: number): Uint8Array => {
      const copy = new Uint8Array(bytes.length + by);
      copy.set(bytes.subarray(0, copy.length));
      return copy;
    };
    for (const by of [-1, 1]) {
      assertMalformed({ ...fields, dh: resized(fields.dh, by) }, /wrong length/u);
      assertMalformed({ ...fields, kemSeed: resized(fields.kemSeed, by) }, /wrong length/u);
      assertMalformed({ ...fields, signingSecret: resized(fields.signingSecret, by) }, /of another signing key/u);
    }
    assertMalformed({ ...fields, dh: new Uint8Array(0) }, /wrong length/u);
    assertMalformed({ ...fields, kemSeed: new Uint8Array(257) }, /over the limit/u);
    assertMalformed({ ...fields, version: 2 }, /version is unknown/u);
  });

  test('is refused at every shorter length and with bytes behind it', () => {
    const whole = encodeIdentity(alice).expose();
    for (const length of whole.keys()) {
      assert.throws(
        () => decodeIdentity(SecretBytes.copyOf(whole.subarray(0, length)), nativeBackend),
        (error) => isQForgeError(error, 'MALFORMED') || isQForgeError(error, 'CERTIFICATE_INVALID'),
        `length ${length}`,
      );
    }
    const longer = Uint8Array.from([...whole, 0]);
    assert.throws(() => decodeIdentity(SecretBytes.take(longer), nativeBackend), { code: 'MALFORMED' });
  });

  test(`is refused with any byte changed that its public keys depend on (seed ${SEED})`, () => {
    const whole = encodeIdentity(alice).expose();
    const next = seededNumbers(SEED);
    const { signingSecret, dh } = fieldsOf(alice);
    const dhStart = 1 + 2 + signingSecret.length + 2;
    const zStart = dhStart + dh.length + 2 + 32;
    const certificateStart = whole.length - alice.certificate.encoded.length;
    for (let position = 0; position < whole.length; position += position < certificateStart ? 1 : 37) {
      const changed = SecretBytes.copyOf(whole);
      const bytes = changed.expose();
      bytes[position] = (bytes[position] ?? 0) ^ (1 + (next() % 255));
      try {
        decodeIdentity(changed, nativeBackend);
        // X25519 ignores five bits of a private key (RFC 7748 §5), and of ML-KEM's seed z only answers wrong ciphertexts.
        const isClamped = position === dhStart || position === dhStart + dh.length - 1;
        assert.ok(isClamped || (position >= zStart && position < zStart + 32), `byte ${position} does not matter`);
      } catch (error) {
        assert.ok(isQForgeError(error, 'MALFORMED') || isQForgeError(error, 'CERTIFICATE_INVALID'), String(error));
      }
    }
  });
});
