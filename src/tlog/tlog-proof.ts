import { QForgeError, utf8, utf8Text } from '../base/index.ts';
import { parseDecimal } from './decimal.ts';
import { MAX_PROOF_HASHES, verifyInclusion } from './inclusion-proof.ts';
import { type LogPolicy, openCheckpoint, type TrustedCheckpoint } from './log-policy.ts';
import { MAX_NOTE_BYTES } from './signed-note.ts';
import { formatBase64, parseBase64 } from './strict-base64.ts';
import { TREE_HASH_BYTES, type TreeHasher } from './tree-hasher.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES;

/** A receipt: that an entry is in a log, which others saw. Nothing in it is believed before it is verified. */
export interface TlogProof {
  /** Whatever the application wants beside it; never authenticated. */
  readonly extra?: Uint8Array;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, as it was published. */
  readonly checkpoint: Uint8Array;
}

/**
 * The receipt as a file `.tlog-proof`: C2SP tlog-proof, "Format".
 *
 *     c2sp.org/tlog-proof@v1
 *     extra BASE64                 (or no such line)
 *     index 17
 *     BASE64 of a hash             (0 to 63 of them, the leaf's sibling first)
 *                                  (an empty line)
 *     the signed checkpoint
 */
export function formatTlogProof({ extra, index, proof, checkpoint }: TlogProof): Uint8Array {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${formatBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(formatBase64),
    '',
    utf8Text(checkpoint),
  ];
  return utf8(lines.join('\n'));
}

/** Reads a receipt; nothing in it is verified by that. Throws `MALFORMED`. */
export function parseTlogProof(unverified: Uint8Array): TlogProof {
  if (unverified.length > MAX_PROOF_BYTES) throw malformed('it is too long');
  const text = textOf(unverified);
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw malformed('it holds no checkpoint');
  const lines = text.slice(0, gap).split('\n');
  if (lines.shift() !== HEADER) throw malformed('it is of another kind');
  const extra = lines[0]?.startsWith('extra ') === true ? bytesOf(lines.shift()?.slice('extra '.length)) : undefined;
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) throw malformed('it has no index');
  if (lines.length > MAX_PROOF_HASHES) throw malformed('its proof is too long');
  const proof = lines.map(bytesOf);
  if (proof.some(({ length }) => length !== TREE_HASH_BYTES)) throw malformed('its proof is not made of hashes');
  return { ...(extra === undefined ? {} : { extra }), index, proof, checkpoint: utf8(text.slice(gap + 2)) };
}

function textOf(unverified: Uint8Array): string {
  try {
    return utf8Text(unverified);
  } catch {
    throw malformed('it is not UTF-8');
  }
}

function bytesOf(base64: string | undefined): Uint8Array {
  const bytes = base64 === undefined ? undefined : parseBase64(base64);
  if (bytes === undefined) throw malformed('a line is not Base64');
  return bytes;
}

/**
 * Checks that a receipt shows the entry to be in the log of the policy: C2SP tlog-proof, "Verifying a tlog proof".
 *
 * Throws `MALFORMED`, `NOTE_UNVERIFIED` or `LOG_PROOF_INVALID`.
 */
export function verifyTlogProof(
  hasher: TreeHasher,
  unverified: TlogProof,
  entry: Uint8Array,
  policy: LogPolicy,
): TrustedCheckpoint {
  const checkpoint = openCheckpoint(unverified.checkpoint, policy);
  const { index, proof } = unverified;
  verifyInclusion(hasher, { index, leafHash: hasher.leaf(entry), proof }, checkpoint);
  return checkpoint;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The log proof', reason });
}
