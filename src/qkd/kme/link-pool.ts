import type { StatementSync } from 'node:sqlite';
import { assert, type SecretBytes } from '../../base/index.ts';
import { decodedFibre, type LinkFibre } from '../etsi/fibre-members.ts';
import type { KmeDatabase } from './kme-database.ts';
import type { RowSealer } from './row-sealer.ts';
import { unitRow } from './sealed-rows.ts';

/** Bytes of the smallest piece of a link's key. */
export const UNIT_BYTES = 32;

/** How the last block of a link turned out. */
export interface LinkQuality {
  /** Quantum bit error rate, 0 to 1. */
  readonly qber: number;
  /** Secret key rate in bits per second. */
  readonly keyRate: number;
  /** True when no quantum hardware stands behind the link. */
  readonly simulated: boolean;
  /** Undefined: nobody told. */
  readonly fibre?: LinkFibre | undefined;
}

/** A block of key for one end of a link. Both ends number its units alike, from `firstUnit` on. */
export interface PoolBlock {
  readonly firstUnit: number;
  readonly key: Uint8Array;
  readonly quality: LinkQuality;
}

/** A piece of a link's key that has left the pool for good. */
export interface KeyUnit {
  readonly number: number;
  readonly bytes: SecretBytes;
}

interface UnitRow {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly expires_ms: number;
}

interface LinkRow {
  readonly next_unit: number;
  readonly blocks: number;
  readonly qber: number | null;
  readonly key_rate: number | null;
  readonly simulated: number | null;
  readonly length_km: number | null;
  readonly loss_db: number | null;
  readonly pulse_rate_hz: number | null;
}

type StatementName = 'read' | 'note' | 'add' | 'list' | 'find' | 'remove' | 'drop' | 'expire' | 'count';

/**
 * The key that this end of one link holds, in numbered units.
 *
 * Each number is owned by one end, which alone decides what it is used for: even numbers by the key manager whose ID
 * sorts first, odd ones by the other. So both ends can hand out keys at once and never take the same. spec/kme §3.1
 * Call everything inside a transaction of the database.
 */
export class LinkPool {
  readonly peer: string;
  readonly #ownParity: 0 | 1;
  readonly #lifetimeMs: number;
  readonly #sealer: RowSealer;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  constructor(
    database: Pick<KmeDatabase, 'prepare' | 'sealer'>,
    ends: { readonly local: string; readonly peer: string },
    lifetimeMs: number,
  ) {
    this.peer = ends.peer;
    this.#ownParity = ends.local < ends.peer ? 0 : 1;
    this.#lifetimeMs = lifetimeMs;
    this.#sealer = database.sealer;
    this.#statements = {
      read: database.prepare('SELECT * FROM link WHERE peer = ?'),
      note: database.prepare(
        `INSERT INTO link (peer, next_unit, blocks, qber, key_rate, simulated, length_km, loss_db, pulse_rate_hz)
         VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (peer) DO UPDATE SET next_unit = excluded.next_unit, blocks = blocks + 1, qber = excluded.qber,
         key_rate = excluded.key_rate, simulated = max(simulated, excluded.simulated), length_km = excluded.length_km,
         loss_db = excluded.loss_db, pulse_rate_hz = excluded.pulse_rate_hz`,
      ),
      add: database.prepare('INSERT INTO unit (peer, number, bytes, expires_ms) VALUES (?, ?, ?, ?)'),
      list: database.prepare(
        `SELECT number, bytes, expires_ms FROM unit WHERE peer = ? AND number % 2 = ? AND expires_ms > ?
         ORDER BY expires_ms, number LIMIT ?`,
      ),
      find: database.prepare(
        'SELECT number, bytes, expires_ms FROM unit WHERE peer = ? AND number = ? AND expires_ms > ?',
      ),
      remove: database.prepare('DELETE FROM unit WHERE peer = ? AND number = ?'),
      drop: database.prepare('DELETE FROM unit WHERE peer = ? AND number >= ?'),
      expire: database.prepare('DELETE FROM unit WHERE peer = ? AND number % 2 = ? AND expires_ms <= ?'),
      // The total, less the few that have expired and were not erased yet. docs/adr/0232
      count: database.prepare(
        `SELECT units - (SELECT count(*) FROM unit WHERE peer = ?1 AND number % 2 = ?2 AND expires_ms <= ?3) AS units
         FROM unit_total WHERE peer = ?1 AND parity = ?2`,
      ),
    };
  }

  /** The number that the first unit of the next block has. It only grows, so that no unit is stored twice. */
  get nextUnit(): number {
    return this.#link()?.next_unit ?? 0;
  }

  /** How many blocks have been stored. */
  get blocks(): number {
    return this.#link()?.blocks ?? 0;
  }

  /** The last block's figures; `simulated` stays true once a simulated block was stored. Undefined before the first. */
  get quality(): LinkQuality | undefined {
    const link = this.#link();
    if (link === undefined) return undefined;
    const { qber, key_rate: keyRate, simulated } = link;
    return { qber: qber ?? 0, keyRate: keyRate ?? 0, simulated: simulated === 1, ...fibreOf(link) };
  }

  /** Units that this end may use. */
  storedUnits(wallMs: number): number {
    const counted = this.#statements.count.get(this.peer, this.#ownParity, wallMs) as { units: number } | undefined;
    return counted?.units ?? 0;
  }

  /** Stores the whole units of a block; false if it, or a later one, has been stored before. */
  deposit({ firstUnit, key, quality }: PoolBlock, wallMs: number): boolean {
    if (firstUnit < this.nextUnit) return false;
    const units = Math.floor(key.length / UNIT_BYTES);
    const expiresAtMs = wallMs + this.#lifetimeMs;
    for (let index = 0; index < units; index += 1) {
      const bytes = key.subarray(index * UNIT_BYTES, (index + 1) * UNIT_BYTES);
      const number = firstUnit + index;
      const sealed = this.#sealer.seal(unitRow(this.peer, number, expiresAtMs), bytes);
      this.#statements.add.run(this.peer, number, sealed, expiresAtMs);
    }
    const { qber, keyRate, simulated, fibre = {} } = quality;
    const { lengthKm = null, lossDb = null, pulseRateHz = null } = fibre;
    const figures = [qber, keyRate, simulated ? 1 : 0, lengthKm, lossDb, pulseRateHz];
    this.#statements.note.run(this.peer, firstUnit + units, ...figures);
    return true;
  }

  /** Takes units that this end owns, the oldest first; undefined, and nothing taken, if there are fewer. Throws `KEY_POOL_DAMAGED`. */
  take(count: number, wallMs: number): readonly KeyUnit[] | undefined {
    const rows = this.#statements.list.all(this.peer, this.#ownParity, wallMs, count) as unknown as readonly UnitRow[];
    return rows.length < count ? undefined : rows.map((row) => this.#remove(row));
  }

  /** Takes the units that the other end has named; undefined, and nothing taken, if one is not there or not its own. */
  takeNamed(unverifiedNumbers: readonly number[], wallMs: number): readonly KeyUnit[] | undefined {
    const rows = unverifiedNumbers.map((number) => this.#find(number, wallMs));
    const distinct = new Set(unverifiedNumbers).size === unverifiedNumbers.length;
    if (!distinct || !rows.every((row) => row !== undefined)) return undefined;
    return rows.map((row) => this.#remove(row));
  }

  /** Drops units from a number on: the other end never stored its half of them. */
  dropFrom(number: number): void {
    this.#statements.drop.run(this.peer, number);
  }

  /** Erases units that have expired. */
  expire(wallMs: number): void {
    for (const parity of [0, 1]) this.#statements.expire.run(this.peer, parity, wallMs);
  }

  #find(number: number, wallMs: number): UnitRow | undefined {
    if (!Number.isSafeInteger(number) || number < 0 || number % 2 === this.#ownParity) return undefined;
    return this.#statements.find.get(this.peer, number, wallMs) as UnitRow | undefined;
  }

  #remove({ number, bytes, expires_ms: expiresAtMs }: UnitRow): KeyUnit {
    const { changes } = this.#statements.remove.run(this.peer, number);
    assert(changes === 1, 'a unit is removed once');
    return { number, bytes: this.#sealer.open(unitRow(this.peer, number, expiresAtMs), bytes) };
  }

  #link(): LinkRow | undefined {
    return this.#statements.read.get(this.peer) as LinkRow | undefined;
  }
}

function fibreOf({ length_km, loss_db, pulse_rate_hz }: LinkRow): { readonly fibre?: LinkFibre } {
  return decodedFibre({
    length_km: length_km ?? undefined,
    loss_db: loss_db ?? undefined,
    pulse_rate_hz: pulse_rate_hz ?? undefined,
  });
}
