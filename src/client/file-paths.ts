import { join } from 'node:path';
import { ByteWriter, utf8 } from '../base/index.ts';
import type { Hash } from '../crypto/index.ts';
import { digestText } from './file-digest.ts';

/** Where a file that is being received lives. spec/file-transfer §4 */
export interface ReceivedFilePaths {
  readonly target: string;
  readonly partial: string;
  readonly lock: string;
}

const TAG_BYTES = 8;
const MAX_STEM_BYTES = 200;

/**
 * The paths for a name that has been checked.
 *
 * `sender` keeps apart what different devices send under one name; the lock is the same for all of them.
 */
export function receivedFilePaths(directory: string, name: string, sender: string, hash: Hash): ReceivedFilePaths {
  const partialTag = tag(hash, 'qforge partial file v1', sender, name);
  const lockTag = tag(hash, 'qforge file lock v1', name);
  const stem = cutBetweenCharacters(name);
  return {
    target: join(directory, name),
    partial: join(directory, `.${stem}.${partialTag}.part`),
    lock: join(directory, `.${stem}.${lockTag}.lock`),
  };
}

/** Where a folder that is being received lives. spec/file-transfer §8 */
export interface ReceivedTreePaths {
  readonly target: string;
  /** Holds what has arrived, under its own names. */
  readonly staging: string;
  /** Where a folder that is replaced stays until the new one is in its place. */
  readonly replaced: string;
  readonly lock: string;
}

/** The paths for the name of a folder that has been checked; the lock is that of a file of the same name. */
export function receivedTreePaths(directory: string, name: string, sender: string, hash: Hash): ReceivedTreePaths {
  const { target, lock } = receivedFilePaths(directory, name, sender, hash);
  const treeTag = tag(hash, 'qforge partial tree v1', sender, name);
  const stem = cutBetweenCharacters(name);
  return {
    target,
    lock,
    staging: join(directory, `.${stem}.${treeTag}.tree`),
    replaced: join(directory, `.${stem}.${treeTag}.old`),
  };
}

function tag(hash: Hash, domain: string, ...texts: readonly string[]): string {
  const writer = new ByteWriter().bytes(utf8(domain));
  for (const text of texts) writer.bytes16(utf8(text));
  return digestText(hash.digest(writer.finish()).subarray(0, TAG_BYTES));
}

function cutBetweenCharacters(name: string): string {
  let stem = '';
  let bytes = 0;
  for (const character of name) {
    bytes += utf8(character).length;
    if (bytes > MAX_STEM_BYTES) break;
    stem += character;
  }
  return stem;
}
