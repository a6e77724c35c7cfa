import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretBytes } from '../../../src/base/index.ts';
import {
  decodeKeyContainer,
  encodeUnprotectedKeyContainer,
  nativeBackend,
  readKeyFile,
  sealKeyContainer,
} from '../../../src/crypto/index.ts';
import {
  decodeIdentity,
  encodeIdentity,
  generateIdentity,
  parsePeerId,
  verifyCertificate,
} from '../../../src/handshake/index.ts';
import { formatPeerId } from '../../../src/handshake/peer-id.ts';
import { decoder, type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const NOW_MS = 1_800_000_000_000;
const identities = (['standard', 'high', 'maximum'] as const).map((level) =>
  generateIdentity(nativeBackend, level, NOW_MS),
);
const payload = SecretBytes.take(Uint8Array.from({ length: 40 }, (_, index) => index));
const plainContainer = new Uint8Array(encodeUnprotectedKeyContainer(nativeBackend, payload).expose());
const sealedContainer = await sealKeyContainer(
  { backend: nativeBackend, passphraseKdf: () => Promise.resolve(SecretBytes.take(new Uint8Array(32))) },
  payload,
  SecretBytes.take(Uint8Array.of(1)),
);
const DIGEST_BYTES = 32;
const keyFile = join(mkdtempSync(join(tmpdir(), 'qforge-fuzz-')), 'device.key');

/** A container whose digest is made right again, so that what is behind it is reached. */
function redigested(unverified: Uint8Array): Uint8Array {
  if (unverified.length < DIGEST_BYTES) return unverified;
  const covered = unverified.subarray(0, unverified.length - DIGEST_BYTES);
  return Buffer.concat([covered, nativeBackend.hash('SHA-256').digest(covered)]);
}

/** Who a device is, as bytes and as text. */
export const identityTargets: readonly FuzzTarget[] = [
  decoder(
    'certificate',
    (chances) => chances.pick(identities).certificate.encoded,
    (unverified) => verifyCertificate(unverified, nativeBackend),
    (certificate, unverified) => assert.deepEqual(new Uint8Array(certificate.encoded), unverified),
  ),
  decoder(
    'identity',
    (chances) => encodeIdentity(chances.pick(identities)).expose().slice(),
    (unverified) => decodeIdentity(SecretBytes.copyOf(unverified), nativeBackend),
    (identity, unverified) => assert.deepEqual(encodeIdentity(identity).expose().slice(), unverified),
  ),
  decoder(
    'key-container',
    (chances) => chances.pick([plainContainer, sealedContainer]),
    (unverified) => decodeKeyContainer(nativeBackend, redigested(unverified)),
  ),
  {
    // A file with a passphrase is asked for one; nobody has it here.
    name: 'key-file',
    valid: () => plainContainer,
    decode: async (unverified) => {
      writeFileSync(keyFile, unverified, { mode: 0o600 });
      const { payload: read, protection } = await readKeyFile(keyFile);
      assert.equal(protection, 'none');
      assert.deepEqual(encodeUnprotectedKeyContainer(nativeBackend, read).expose().slice(), unverified);
      return true;
    },
  },
  textDecoder(
    'peer-id',
    (chances) => formatPeerId(chances.bytes(32)),
    parsePeerId,
    (bytes, text) => {
      assert.equal(formatPeerId(bytes), text);
    },
  ),
];
