import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RowBinding } from './row-sealer.ts';

/** Rows that are in memory at once. */
const PAGE_ROWS = 1000;

/** How many rows hold keys. */
export interface RowCount {
  readonly units: number;
  readonly keys: number;
}

/** What the bytes of a row are to be instead; undefined: they stay. */
export type RowChange = (row: RowBinding, bytes: Uint8Array) => Uint8Array | undefined;

/** What the bytes of a link's unit are bound to. */
export function unitRow(peer: string, number: number, expiresAtMs: number): RowBinding {
  return ['unit', peer, number, expiresAtMs];
}

/** What the bytes of a key are bound to. */
export function keyRow(keyId: string, master: string, simulated: number, expiresAtMs: number): RowBinding {
  return ['key', keyId, master, simulated, expiresAtMs];
}

/** Goes through everything in a pool that holds a key, once. Call it inside a transaction. Throws what `change` throws, and the errors of SQLite. */
export function rewriteRows(database: DatabaseSync, change: RowChange): RowCount {
  return { units: rewriteUnits(database, change), keys: rewriteKeys(database, change) };
}

interface StoredUnit {
  readonly peer: string;
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly expires_ms: number;
}

function rewriteUnits(database: DatabaseSync, change: RowChange): number {
  const list = database.prepare(
    `SELECT peer, number, bytes, expires_ms FROM unit WHERE (peer, number) > (?, ?) ORDER BY peer, number LIMIT ${PAGE_ROWS}`,
  );
  const replace = database.prepare('UPDATE unit SET bytes = ? WHERE peer = ? AND number = ?');
  return pageThrough<StoredUnit>(
    (last) => list.all(last?.peer ?? '', last?.number ?? 0),
    ({ peer, number, bytes, expires_ms: expiresAtMs }) => {
      const changed = change(unitRow(peer, number, expiresAtMs), bytes);
      if (changed !== undefined) replace.run(changed, peer, number);
    },
  );
}

interface StoredKey {
  readonly id: string;
  readonly master: string;
  readonly bytes: Uint8Array;
  readonly simulated: number;
  readonly expires_ms: number;
}

function rewriteKeys(database: DatabaseSync, change: RowChange): number {
  const list = database.prepare(
    `SELECT id, master, bytes, simulated, expires_ms FROM key WHERE id > ? AND bytes IS NOT NULL ORDER BY id LIMIT ${PAGE_ROWS}`,
  );
  const replace = database.prepare('UPDATE key SET bytes = ? WHERE id = ?');
  return pageThrough<StoredKey>(
    (last) => list.all(last?.id ?? ''),
    ({ id, master, bytes, simulated, expires_ms: expiresAtMs }) => {
      const changed = change(keyRow(id, master, simulated, expiresAtMs), bytes);
      if (changed !== undefined) replace.run(changed, id);
    },
  );
}

/** Rows of a page are read before the first of them is changed. */
function pageThrough<T>(
  pageAfter: (last: T | undefined) => ReturnType<StatementSync['all']>,
  visit: (row: T) => void,
): number {
  let count = 0;
  let page = pageAfter(undefined) as unknown as readonly T[];
  while (page.length > 0) {
    for (const row of page) visit(row);
    count += page.length;
    page = pageAfter(page.at(-1)) as unknown as readonly T[];
  }
  return count;
}
