import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ByteWriter, concatBytes, isQForgeError, utf8 } from '../../src/base/index.ts';
import { cipherSuitesOfLevel, nativeBackend, type SigningKey } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import {
  assertCertificateCurrent,
  type CertificateContent,
  issueCertificate,
  sameStaticKeys,
  verifyCertificate,
} from '../../src/handshake/device-certificate.ts';
import { peerIdOf } from '../../src/handshake/peer-id.ts';
import { seededNumbers } from './seeded-numbers.ts';

const SEED = 20_261_202;
const CONTEXT = utf8('qforge device certificate v1');
const levels = ['standard', 'high', 'maximum'] as const;
const signer = nativeBackend.signature('MLDSA65-Ed25519-SHA512').generate();

function contentOf(level: (typeof levels)[number], backend = nativeBackend): CertificateContent {
  const suites = cipherSuitesOfLevel(level);
  const { dh, kem } = suites[0] ?? assert.fail('a level has a suite');
  return {
    suites,
    notBeforeSeconds: 1_000,
    notAfterSeconds: 2_000,
    dhPublicKey: backend.diffieHellman(dh).generate().publicKey.bytes,
    kemPublicKey: backend.kem(kem).generate().publicKey.bytes,
  };
}

const content = contentOf('high');
const certificate = issueCertificate(content, signer, nativeBackend);
const { encoded } = certificate;

function assertRefused(unverified: Uint8Array, reason: RegExp, what: string): void {
  assert.throws(
    () => verifyCertificate(unverified, nativeBackend),
    (error) => {
      assert.ok(isQForgeError(error, 'CERTIFICATE_INVALID'), `${what}: ${String(error)}`);
      const { cause } = error;
      const detail = `${error.details.reason}; ${cause instanceof Error ? cause.message : ''}`;
      assert.match(detail, reason, what);
      return true;
    },
    what,
  );
}

/** What the fields of a certificate may be replaced by, before it is signed rightly. */
interface Forgery {
  readonly version?: number;
  readonly scheme?: number;
  readonly notBefore?: bigint;
  readonly notAfter?: bigint;
  readonly suiteIds?: readonly number[];
  readonly keys?: Uint8Array;
  readonly signer?: SigningKey;
  readonly context?: Uint8Array;
}

/** A certificate with any contents and a right signature over them, written field by field. */
function forge(forgery: Forgery): Uint8Array {
  const times = new Uint8Array(16);
  const view = new DataView(times.buffer);
  view.setBigUint64(0, forgery.notBefore ?? 1_000n);
  view.setBigUint64(8, forgery.notAfter ?? 2_000n);
  const suiteIds = forgery.suiteIds ?? [0x0201, 0x0202];
  const writer = new ByteWriter()
    .u8(forgery.version ?? 1)
    .u8(forgery.scheme ?? 1)
    .bytes(times)
    .u8(suiteIds.length);
  for (const id of suiteIds) writer.u16(id);
  const keys = forgery.keys ?? concatBytes(content.dhPublicKey, content.kemPublicKey, signer.publicKey.bytes);
  const signed = writer.bytes(keys).finish().slice();
  return concatBytes(signed, (forgery.signer ?? signer).sign(signed, forgery.context ?? CONTEXT));
}

describe('a device certificate', () => {
  for (const level of levels) {
    test(`comes back from its bytes, whichever backend made it: ${level}`, () => {
      for (const [maker, reader] of [
        [nativeBackend, portableBackend],
        [portableBackend, nativeBackend],
      ] as const) {
        const made = contentOf(level, maker);
        const { identity } = made.suites[0] ?? assert.fail();
        const owner = maker.signature(identity).generate();
        const issued = issueCertificate(made, owner, maker);
        const read = verifyCertificate(issued.encoded, reader);
        assert.deepEqual(read.suites, cipherSuitesOfLevel(level));
        assert.deepEqual([read.notBeforeSeconds, read.notAfterSeconds], [1_000, 2_000]);
        assert.deepEqual(read.dhPublicKey, made.dhPublicKey);
        assert.deepEqual(read.kemPublicKey, made.kemPublicKey);
        assert.deepEqual(read.identityKey.bytes, owner.publicKey.bytes);
        assert.equal(read.peerId, peerIdOf(owner.publicKey, maker));
        assert.equal(issued.peerId, read.peerId);
        assert.deepEqual(read.encoded, issued.encoded);
      }
    });
  }

  test('has the layout of the specification, and a signature over everything before it', () => {
    const { publicKey } = signer;
    const fields = concatBytes(
      Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0x03, 0xe8, 0, 0, 0, 0, 0, 0, 0x07, 0xd0, 2, 0x02, 0x01, 0x02, 0x02),
      content.dhPublicKey,
      content.kemPublicKey,
      publicKey.bytes,
    );
    assert.deepEqual(encoded.slice(0, fields.length), fields);
    assert.equal(encoded.length, 19 + 2 * 2 + 32 + 1184 + 1984 + 3373);
    assert.equal(publicKey.verify(fields, encoded.slice(fields.length), CONTEXT), true);
  });

  test('outlives the bytes it was read from', () => {
    const packet = Buffer.from(encoded);
    const read = verifyCertificate(packet, nativeBackend);
    packet.fill(0);
    assert.deepEqual(read.encoded, encoded);
    assert.deepEqual(read.dhPublicKey, content.dhPublicKey);
    assert.equal(read.identityKey.verify(encoded.slice(0, -3373), encoded.slice(-3373), CONTEXT), true);
  });

  test(`is refused with any byte changed (seed ${SEED})`, () => {
    const next = seededNumbers(SEED);
    for (const position of encoded.keys()) {
      const changed = encoded.slice();
      changed[position] = (changed[position] ?? 0) ^ (1 + (next() % 255));
      assertRefused(changed, /./u, `byte ${position}`);
    }
  });

  test('is refused at every shorter length and with bytes behind it', () => {
    for (const length of encoded.keys()) assertRefused(encoded.slice(0, length), /malformed/u, `length ${length}`);
    for (const extra of [1, 2, 16, 3373, 30_000])
      assertRefused(concatBytes(encoded, new Uint8Array(extra)), /trailing/u, `${extra} bytes more`);
  });
});

describe('a device certificate with a right signature', () => {
  test('is accepted when forged without a change: the refusals below are for their own reasons', () => {
    assert.equal(verifyCertificate(forge({}), nativeBackend).peerId, certificate.peerId);
  });

  const refusals: readonly (readonly [string, Forgery, RegExp])[] = [
    ['of another version', { version: 2 }, /version is unknown/u],
    ['of version 0', { version: 0 }, /version is unknown/u],
    ['of the other identity scheme', { scheme: 2 }, /scheme and suites disagree/u],
    ['of an unknown identity scheme', { scheme: 3 }, /scheme and suites disagree/u],
    ['without suites', { suiteIds: [] }, /no suite/u],
    ['with a suite twice', { suiteIds: [0x0201, 0x0201] }, /a suite twice/u],
    ['with a suite twice, apart', { suiteIds: [0x0201, 0x0202, 0x0201] }, /a suite twice/u],
    ['with an unknown suite', { suiteIds: [0x0201, 0x0999] }, /no cipher suite 0x0999/u],
    ['with suite 0', { suiteIds: [0] }, /no cipher suite 0x0000/u],
    ['with a suite of a lower level too', { suiteIds: [0x0201, 0x0101] }, /need different keys/u],
    ['with a suite of a higher level too', { suiteIds: [0x0201, 0x0301] }, /need different keys/u],
    ['with the suites of another level', { suiteIds: [0x0101] }, /trailing/u],
    ['with 17 suites', { suiteIds: Array.from({ length: 17 }, () => 0x0201) }, /too many suites/u],
    ['with 255 suites', { suiteIds: Array.from({ length: 255 }, () => 0x0201) }, /too many suites/u],
    ['that ends when it begins', { notBefore: 5n, notAfter: 5n }, /ends before it begins/u],
    ['that ends before it begins', { notBefore: 6n, notAfter: 5n }, /ends before it begins/u],
    ['that lasts beyond safe numbers', { notAfter: 2n ** 53n }, /too large/u],
    ['that lasts for ever', { notAfter: 2n ** 64n - 1n }, /too large/u],
    ['under another context', { context: utf8('qforge device certificate v2') }, /signature does not verify/u],
    ['under no context', { context: new Uint8Array(0) }, /signature does not verify/u],
    ['by another identity', { signer: nativeBackend.signature('MLDSA65-Ed25519-SHA512').generate() }, /not verify/u],
  ];
  for (const [what, forgery, reason] of refusals) {
    test(`is refused ${what}`, () => assertRefused(forge(forgery), reason, what));
  }

  test('is refused with its suites exchanged, which only the signature shows', () => {
    const exchanged = encoded.slice();
    exchanged.set([0x02, 0x02, 0x02, 0x01], 19);
    assertRefused(exchanged, /signature does not verify/u, 'exchanged suites');
    assert.deepEqual(
      verifyCertificate(forge({ suiteIds: [0x0202, 0x0201] }), nativeBackend).suites.map((suite) => suite.id),
      [0x0202, 0x0201],
    );
  });
});

describe('a composite signature with one half', () => {
  const MLDSA_PUBLIC_KEY_BYTES = 1952;
  const MLDSA_SIGNATURE_BYTES = 3309;
  const SIGNATURE_BYTES = MLDSA_SIGNATURE_BYTES + 64;
  const signed = encoded.slice(0, -SIGNATURE_BYTES);
  const signature = encoded.slice(-SIGNATURE_BYTES);
  const foreign = nativeBackend.signature('MLDSA65-Ed25519-SHA512').generate().sign(signed, CONTEXT);

  /** M' of draft-ietf-lamps-pq-composite-sigs: what both halves sign. */
  function representative(): Uint8Array {
    const label = utf8('COMPSIG-MLDSA65-Ed25519-SHA512');
    const digest = nativeBackend.hash('SHA-512').digest(signed);
    const prefix = utf8('CompositeAlgorithmSignatures2025');
    return concatBytes(prefix, label, Uint8Array.of(CONTEXT.length), CONTEXT, digest);
  }

  function halvesValid(candidate: Uint8Array): readonly [boolean, boolean] {
    const key = signer.publicKey.bytes;
    const mlDsa = nativeBackend.signature('ML-DSA-65').importPublicKey(key.slice(0, MLDSA_PUBLIC_KEY_BYTES));
    const edDsa = nativeBackend.signature('Ed25519').importPublicKey(key.slice(MLDSA_PUBLIC_KEY_BYTES));
    return [
      mlDsa.verify(representative(), candidate.slice(0, MLDSA_SIGNATURE_BYTES), utf8('COMPSIG-MLDSA65-Ed25519-SHA512')),
      edDsa.verify(representative(), candidate.slice(MLDSA_SIGNATURE_BYTES)),
    ];
  }

  test('does not verify a certificate when only ML-DSA is right', () => {
    const half = concatBytes(signature.slice(0, MLDSA_SIGNATURE_BYTES), foreign.slice(MLDSA_SIGNATURE_BYTES));
    assert.deepEqual(halvesValid(half), [true, false]);
    assertRefused(concatBytes(signed, half), /signature does not verify/u, 'ML-DSA alone');
  });

  test('does not verify a certificate when only Ed25519 is right', () => {
    const half = concatBytes(foreign.slice(0, MLDSA_SIGNATURE_BYTES), signature.slice(MLDSA_SIGNATURE_BYTES));
    assert.deepEqual(halvesValid(half), [false, true]);
    assertRefused(concatBytes(signed, half), /signature does not verify/u, 'Ed25519 alone');
    assert.deepEqual(halvesValid(signature), [true, true]);
  });
});

describe('the validity of a certificate', () => {
  test('includes its first and its last second', () => {
    for (const wallMs of [1_000_000, 1_500_000, 2_000_000]) assertCertificateCurrent(certificate, wallMs);
  });

  test('ends there', () => {
    const early = { code: 'CERTIFICATE_INVALID', details: { reason: 'it is not valid yet' } };
    const late = { code: 'CERTIFICATE_INVALID', details: { reason: 'it has expired' } };
    for (const wallMs of [999_999, 0, -1]) assert.throws(() => assertCertificateCurrent(certificate, wallMs), early);
    for (const wallMs of [2_000_001, 9e15]) assert.throws(() => assertCertificateCurrent(certificate, wallMs), late);
  });
});

test('static keys are the same only if both are', () => {
  const { dhPublicKey, kemPublicKey } = certificate;
  const other = contentOf('high');
  assert.equal(sameStaticKeys(certificate, dhPublicKey.slice(), kemPublicKey.slice()), true);
  assert.equal(sameStaticKeys(certificate, other.dhPublicKey, kemPublicKey), false);
  assert.equal(sameStaticKeys(certificate, dhPublicKey, other.kemPublicKey), false);
  assert.equal(sameStaticKeys(certificate, dhPublicKey.slice(0, 31), kemPublicKey), false);
  assert.equal(sameStaticKeys(certificate, dhPublicKey, concatBytes(kemPublicKey, Uint8Array.of(0))), false);
});

test('a certificate that would not verify is not issued', () => {
  const stranger = nativeBackend.signature('MLDSA87-Ed448-SHAKE256').generate();
  assert.throws(() => issueCertificate(content, stranger, nativeBackend), { code: 'CERTIFICATE_INVALID' });
  const backwards = { ...content, notAfterSeconds: content.notBeforeSeconds };
  assert.throws(() => issueCertificate(backwards, signer, nativeBackend), { code: 'CERTIFICATE_INVALID' });
});
