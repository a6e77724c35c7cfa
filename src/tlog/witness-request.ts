import { QForgeError, utf8, utf8Text } from '../base/index.ts';
import { parseDecimal } from './decimal.ts';
import { MAX_PROOF_HASHES } from './inclusion-proof.ts';
import { MAX_NOTE_BYTES } from './signed-note.ts';
import { formatBase64, parseBase64 } from './strict-base64.ts';
import { TREE_HASH_BYTES } from './tree-hasher.ts';

/** What a witness is asked: to cosign a checkpoint, as a growth of the one it cosigned last. */
export interface WitnessRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
}

/**
 * The body of `add-checkpoint`: C2SP tlog-witness.
 *
 *     old 17
 *     BASE64 of a hash             (0 to 63 of them)
 *                                  (an empty line)
 *     the signed checkpoint
 */
export function formatWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): Uint8Array {
  return utf8([`old ${oldSize}`, ...proof.map(formatBase64), '', utf8Text(checkpoint)].join('\n'));
}

/** Reads the body of `add-checkpoint`. Throws `MALFORMED`. */
export function parseWitnessRequest(unverified: Uint8Array): WitnessRequest {
  const text = textOf(unverified);
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw malformed('it holds no checkpoint');
  const [first = '', ...hashes] = text.slice(0, gap).split('\n');
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice('old '.length)) : undefined;
  if (oldSize === undefined) throw malformed('it does not say which size it grew from');
  if (hashes.length > MAX_PROOF_HASHES) throw malformed('its proof is too long');
  return { oldSize, proof: hashes.map(hashOf), checkpoint: utf8(text.slice(gap + 2)) };
}

function textOf(unverified: Uint8Array): string {
  if (unverified.length > MAX_NOTE_BYTES) throw malformed('it is too long');
  try {
    return utf8Text(unverified);
  } catch {
    throw malformed('it is not UTF-8');
  }
}

function hashOf(line: string): Uint8Array {
  const hash = parseBase64(line);
  if (hash?.length !== TREE_HASH_BYTES) throw malformed('its proof is not made of hashes');
  return hash;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The request to the witness', reason });
}
