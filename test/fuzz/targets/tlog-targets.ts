import assert from 'node:assert/strict';
import { isQForgeError, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  decodeEntryBundle,
  encodeEntryBundle,
  formatCheckpoint,
  formatSignedNote,
  formatTlogProof,
  formatVerifierKey,
  formatWitnessRequest,
  NoteSigner,
  parseCheckpoint,
  parseSignedNote,
  parseTilePath,
  parseTlogProof,
  parseVerifierKey,
  parseWitnessRequest,
  tilePath,
} from '../../../src/tlog/index.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const signer = new NoteSigner(
  nativeBackend,
  'example.com/log',
  'ed25519-cosignature',
  nativeBackend.signature('Ed25519').generate(),
);

function checkpointOf(chances: Chances): string {
  return formatCheckpoint({
    origin: 'example.com/log',
    size: chances.below(1e6),
    root: chances.bytes(32),
    extensions: chances.happens(0.2) ? ['more'] : [],
  });
}

function noteOf(chances: Chances): Uint8Array {
  const text = checkpointOf(chances);
  return formatSignedNote({ text, signatures: [signer.sign(text, 1 + chances.below(1e9))] });
}

function hashes(chances: Chances): readonly Uint8Array[] {
  return Array.from({ length: chances.below(5) }, () => chances.bytes(32));
}

/** Everything has one form: what was taken is written back to the byte. */
function oneForm(written: Uint8Array, unverified: Uint8Array): void {
  assert.deepEqual(written, new Uint8Array(unverified));
}

/** Notes, checkpoints, receipts, requests and tiles of logs. */
export const tlogTargets: readonly FuzzTarget[] = [
  decoder('signed-note', noteOf, parseSignedNote, (note, unverified) => oneForm(formatSignedNote(note), unverified)),
  textDecoder('checkpoint', checkpointOf, parseCheckpoint, (checkpoint, text) =>
    assert.equal(formatCheckpoint(checkpoint), text),
  ),
  decoder(
    'tlog-proof',
    (chances) => formatTlogProof({ index: chances.below(1e6), proof: hashes(chances), checkpoint: noteOf(chances) }),
    parseTlogProof,
    (proof, unverified) => oneForm(formatTlogProof(proof), unverified),
  ),
  decoder(
    'witness-request',
    (chances) =>
      formatWitnessRequest({ oldSize: chances.below(1e6), proof: hashes(chances), checkpoint: noteOf(chances) }),
    parseWitnessRequest,
    (request, unverified) => oneForm(formatWitnessRequest(request), unverified),
  ),
  textDecoder(
    'verifier-key',
    () => formatVerifierKey(signer.key),
    (text) => parseVerifierKey(nativeBackend, text),
    (key, text) => assert.equal(formatVerifierKey(key), text),
  ),
  {
    name: 'tile-path',
    valid: (chances) =>
      utf8(tilePath({ level: chances.below(64), index: chances.u32(), width: chances.between(1, 256) })),
    decode: (unverified) => {
      const path = new TextDecoder().decode(unverified);
      const tile = parseTilePath(path);
      if (tile !== undefined) assert.equal(tilePath(tile), path);
      return tile !== undefined;
    },
  },
  {
    name: 'entry-bundle',
    valid: (chances) => {
      const entries = Array.from({ length: chances.between(1, 4) }, () => chances.bytes(chances.below(20)));
      return Uint8Array.of(entries.length, ...encodeEntryBundle(entries));
    },
    decode: (unverified) => {
      const [width = 0] = unverified;
      try {
        const entries = decodeEntryBundle(unverified.subarray(1), width);
        if (width > 0) oneForm(encodeEntryBundle(entries), unverified.subarray(1));
        return true;
      } catch (error) {
        if (isQForgeError(error, 'MALFORMED')) return false;
        throw error;
      }
    },
  },
];
