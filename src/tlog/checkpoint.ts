import { QForgeError } from '../base/index.ts';
import type { TreeHead } from './compact-range.ts';
import { parseDecimal } from './decimal.ts';
import { formatBase64, parseBase64 } from './strict-base64.ts';
import { TREE_HASH_BYTES } from './tree-hasher.ts';

/** No origin is longer: cosignatures give its length 8 bits. */
export const MAX_ORIGIN_BYTES = 255;

/** The head of a named log: the text of a note. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
  /** Opaque lines that ML-DSA cosignatures do not cover; there should be none. */
  readonly extensions: readonly string[];
}

/**
 * The checkpoint as the text of a note: C2SP tlog-checkpoint, "Note text".
 *
 *     origin
 *     size, in decimal
 *     root, in Base64
 */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), formatBase64(root), ...extensions, ''].join('\n');
}

/** Reads the text of a note as a checkpoint. Throws `MALFORMED`. */
export function parseCheckpoint(unverifiedText: string): Checkpoint {
  if (!unverifiedText.endsWith('\n')) throw malformed('it does not end with its last line');
  const [origin = '', sizeText = '', rootText = '', ...extensions] = unverifiedText.slice(0, -1).split('\n');
  const size = parseDecimal(sizeText);
  const root = parseBase64(rootText);
  if (!isOrigin(origin)) throw malformed('its origin is empty or too long');
  if (size === undefined) throw malformed('its size is no number');
  if (root?.length !== TREE_HASH_BYTES) throw malformed('its root is no hash');
  if (extensions.includes('')) throw malformed('a line is empty');
  return { origin, size, root, extensions };
}

/** Whether a text can name a log. */
export function isOrigin(unverified: string): boolean {
  const bytes = new TextEncoder().encode(unverified).length;
  return bytes >= 1 && bytes <= MAX_ORIGIN_BYTES && unverified.isWellFormed() && !/\p{Cc}/u.test(unverified);
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The checkpoint', reason });
}
