import { digestText } from './file-digest.ts';

/** What both sides know of a file that has arrived. */
export interface FileReceipt {
  readonly name: string;
  /** Length of the whole file. */
  readonly bytes: number;
  /** How many bytes were there from an earlier attempt. */
  readonly resumedFrom: number;
  /** SHA-256 of the whole file, in hexadecimal. */
  readonly sha256: string;
  readonly durationMs: number;
}

/** The receipt for a file that has arrived. */
export function fileReceipt(
  file: Pick<FileReceipt, 'name' | 'bytes'>,
  resumedFrom: number,
  digest: Uint8Array,
  durationMs: number,
): FileReceipt {
  return { name: file.name, bytes: file.bytes, resumedFrom, sha256: digestText(digest), durationMs };
}
