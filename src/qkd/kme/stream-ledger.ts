import type { StatementSync } from 'node:sqlite';
import type { StreamQos } from '../etsi/stream-qos.ts';
import type { KmeDatabase } from './kme-database.ts';

/** One end of a key stream, as the key manager of that end holds it. */
export interface StreamEnd {
  readonly id: string;
  readonly sae: string;
  readonly peerSae: string;
  readonly peerKme: string;
  readonly qos: StreamQos;
  readonly isOpen: boolean;
  readonly isPeerOpen: boolean;
  /** The first chunk that this end has not had. */
  readonly nextIndex: number;
  /** How many chunks there have been; counted by the key manager that makes them. */
  readonly made: number;
}

/** Which key a chunk is. */
export interface StreamChunkKey {
  readonly number: number;
  readonly keyId: string;
}

interface StreamRow {
  readonly id: string;
  readonly sae: string;
  readonly peer_sae: string;
  readonly peer_kme: string;
  readonly qos: string;
  readonly is_open: number;
  readonly peer_open: number;
  readonly next_index: number;
  readonly made: number;
}

type StatementName =
  | 'read'
  | 'add'
  | 'remove'
  | 'join'
  | 'leave'
  | 'close'
  | 'move'
  | 'count'
  | 'promised'
  | 'find'
  | 'addChunk'
  | 'made'
  | 'expire'
  | 'rest'
  | 'forget';

/** The streams of one key manager and their positions. Call everything inside a transaction of the database. spec/kme §6 */
export class StreamLedger {
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  constructor(database: KmeDatabase) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#statements = {
      read: prepare('SELECT * FROM stream WHERE id = ?'),
      add: prepare(
        'INSERT INTO stream (id, sae, peer_sae, peer_kme, qos, min_bps, used_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ),
      remove: prepare('DELETE FROM stream WHERE id = ?'),
      join: prepare('UPDATE stream SET peer_open = 1, qos = ? WHERE id = ?'),
      leave: prepare('UPDATE stream SET peer_open = 0 WHERE id = ?'),
      close: prepare('UPDATE stream SET is_open = 0 WHERE id = ?'),
      move: prepare('UPDATE stream SET next_index = max(next_index, ?), used_ms = ? WHERE id = ?'),
      count: prepare('SELECT count(*) AS value FROM stream WHERE sae = ? AND is_open = 1'),
      promised: prepare('SELECT coalesce(sum(min_bps), 0) AS value FROM stream WHERE peer_kme = ? AND is_open = 1'),
      find: prepare(
        `SELECT number, key_id FROM chunk WHERE stream = ? AND number >= ? AND number <= ? AND expires_ms > ?
         ORDER BY number LIMIT 1`,
      ),
      addChunk: prepare('INSERT INTO chunk (stream, number, key_id, expires_ms) VALUES (?, ?, ?, ?)'),
      made: prepare('UPDATE stream SET made = ? WHERE id = ?'),
      expire: prepare('DELETE FROM chunk WHERE expires_ms <= ?'),
      rest: prepare('UPDATE stream SET is_open = 0 WHERE used_ms <= ?'),
      forget: prepare('DELETE FROM stream WHERE is_open = 0 AND used_ms <= ?'),
    };
  }

  /** This end of a stream, open or closed; undefined if there is none. */
  read(id: string): StreamEnd | undefined {
    const row = this.#statements.read.get(id) as StreamRow | undefined;
    return row === undefined ? undefined : endOf(row);
  }

  /** Enters an end that a SAE opens. */
  add(end: Pick<StreamEnd, 'id' | 'sae' | 'peerSae' | 'peerKme' | 'qos'>, wallMs: number): void {
    const { id, sae, peerSae, peerKme, qos } = end;
    this.#statements.add.run(id, sae, peerSae, peerKme, JSON.stringify(qos), qos.minBps, wallMs);
  }

  /** Takes back what was entered. */
  remove(id: string): void {
    this.#statements.remove.run(id);
  }

  /** Both ends are open. */
  join(id: string, qos: StreamQos): void {
    this.#statements.join.run(JSON.stringify(qos), id);
  }

  /** The peer has closed its end. */
  leave(id: string): void {
    this.#statements.leave.run(id);
  }

  /** The SAE has closed this end; its ID stays taken until it is forgotten. */
  close(id: string): void {
    this.#statements.close.run(id);
  }

  /** This end has had a chunk. */
  move(id: string, nextIndex: number, wallMs: number): void {
    this.#statements.move.run(nextIndex, wallMs, id);
  }

  /** How many ends a SAE has open. */
  openOf(sae: string): number {
    return (this.#statements.count.get(sae) as { value: number }).value;
  }

  /** The bits per second that open streams over a link count on. */
  promisedBps(peerKme: string): number {
    return (this.#statements.promised.get(peerKme) as { value: number }).value;
  }

  /** The first chunk from one number to another that has not expired. */
  findChunk(id: string, first: number, last: number, wallMs: number): StreamChunkKey | undefined {
    const row = this.#statements.find.get(id, first, last, wallMs) as { number: number; key_id: string } | undefined;
    return row === undefined ? undefined : { number: row.number, keyId: row.key_id };
  }

  /** Enters the next chunk. */
  addChunk(id: string, { number, keyId }: StreamChunkKey, expiresAtMs: number): void {
    this.#statements.addChunk.run(id, number, keyId, expiresAtMs);
    this.#statements.made.run(number + 1, id);
  }

  /** Drops chunks that have expired, closes streams that nobody has used since `restMs`, forgets those closed since `forgetMs`. */
  sweep(wallMs: number, restMs: number, forgetMs: number): void {
    this.#statements.expire.run(wallMs);
    this.#statements.rest.run(restMs);
    this.#statements.forget.run(forgetMs);
  }
}

function endOf(row: StreamRow): StreamEnd {
  return {
    id: row.id,
    sae: row.sae,
    peerSae: row.peer_sae,
    peerKme: row.peer_kme,
    qos: JSON.parse(row.qos) as StreamQos,
    isOpen: row.is_open === 1,
    isPeerOpen: row.peer_open === 1,
    nextIndex: row.next_index,
    made: row.made,
  };
}
