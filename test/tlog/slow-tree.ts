import { createHash } from 'node:crypto';
import { formatCheckpoint, type TreeHead } from '../../src/tlog/index.ts';

/** The definitions of RFC 6962 §2.1 as they are written, recursive and slow; on node:crypto alone. */

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** MTH({d}) for a single entry. */
export function slowLeaf(entry: Uint8Array): Uint8Array {
  return sha256(Uint8Array.of(0), entry);
}

/** MTH(D[n]). */
export function slowRoot(entries: readonly Uint8Array[]): Uint8Array {
  const [first] = entries;
  if (first === undefined) return sha256();
  if (entries.length === 1) return slowLeaf(first);
  const k = split(entries.length);
  return sha256(Uint8Array.of(1), slowRoot(entries.slice(0, k)), slowRoot(entries.slice(k)));
}

/** PATH(m, D[n]). */
export function slowPath(m: number, entries: readonly Uint8Array[]): readonly Uint8Array[] {
  if (entries.length <= 1) return [];
  const k = split(entries.length);
  return m < k
    ? [...slowPath(m, entries.slice(0, k)), slowRoot(entries.slice(k))]
    : [...slowPath(m - k, entries.slice(k)), slowRoot(entries.slice(0, k))];
}

/** PROOF(m, D[n]). */
export function slowConsistency(m: number, entries: readonly Uint8Array[]): readonly Uint8Array[] {
  return subproof(m, entries, true);
}

function subproof(m: number, entries: readonly Uint8Array[], complete: boolean): readonly Uint8Array[] {
  if (m === entries.length) return complete ? [] : [slowRoot(entries)];
  const k = split(entries.length);
  return m <= k
    ? [...subproof(m, entries.slice(0, k), complete), slowRoot(entries.slice(k))]
    : [...subproof(m - k, entries.slice(k), false), slowRoot(entries.slice(0, k))];
}

function split(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

/** The head over entries. */
export function slowHead(entries: readonly Uint8Array[]): TreeHead {
  return { size: entries.length, root: slowRoot(entries) };
}

/** So many different entries. */
export function someEntries(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, at) => new TextEncoder().encode(`entry ${at}`));
}

/** The text of a checkpoint over a head. */
export function checkpointText(origin: string, { size, root }: TreeHead): string {
  return formatCheckpoint({ origin, size, root, extensions: [] });
}
