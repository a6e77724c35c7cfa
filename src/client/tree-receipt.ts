import { digestText } from './file-digest.ts';
import type { TreeEntry } from './tree-messages.ts';

/** What both sides know of a folder that has arrived. */
export interface TreeReceipt {
  readonly name: string;
  readonly files: number;
  readonly folders: number;
  readonly links: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** How many of them were there from an earlier attempt. */
  readonly resumedFrom: number;
  /** SHA-256 over names, permissions, times, links and the digests of all files, in hexadecimal. */
  readonly sha256: string;
  readonly durationMs: number;
}

/** Counts the entries of a folder by kind. */
export class TreeCount {
  readonly #counts = { file: 0, folder: 0, link: 0 };
  #bytes = 0;

  add(entry: TreeEntry): void {
    this.#counts[entry.kind] += 1;
    if (entry.kind === 'file') this.#bytes += entry.bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  receipt(name: string, resumedFrom: number, digest: Uint8Array, durationMs: number): TreeReceipt {
    const { file: files, folder: folders, link: links } = this.#counts;
    return { name, files, folders, links, bytes: this.#bytes, resumedFrom, sha256: digestText(digest), durationMs };
  }
}
