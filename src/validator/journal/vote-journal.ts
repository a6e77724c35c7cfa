import { assert, defined, isQForgeError, QForgeError } from '../../base/index.ts';
import {
  type Block,
  type ConsensusMessage,
  decodeSafetyRecord,
  encodeSafetyRecord,
  type SignedSafetyRecord,
  type SignedStatement,
  type Statement,
} from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Journal } from './journal.ts';

/** From this size on, records of decided heights are dropped. */
export const COMPACT_ABOVE_BYTES = 4_194_304;

const STEPS: Readonly<Record<Statement['kind'], number>> = { proposal: 0, prevote: 1, precommit: 2 };

/**
 * What a validator has signed: durable before it leaves, and never contradicted. spec/consensus §9
 *
 * The gate stands apart from the reducer, which never asks for two signatures in one place either: both would have to fail.
 */
export class VoteJournal {
  readonly #journal: Journal;
  /** Records of the last height that anything was signed for, in order. */
  #records: SignedSafetyRecord[];

  private constructor(journal: Journal, records: SignedSafetyRecord[]) {
    this.#journal = journal;
    this.#records = records;
  }

  /** Reads what was signed. Throws `JOURNAL_DAMAGED` for records that are unreadable or out of order. */
  static async load(journal: Journal, path: string, backend: CryptoBackend): Promise<VoteJournal> {
    const records: SignedSafetyRecord[] = [];
    for (const payload of await journal.readAll()) {
      const record = decode(payload, path, backend);
      const last = records.at(-1);
      if (last !== undefined && compare(last.statement, record.statement) >= 0)
        throw damaged(path, 'it goes backwards');
      if (last !== undefined && last.statement.height < record.statement.height) records.length = 0;
      records.push(record);
    }
    return new VoteJournal(journal, records);
  }

  /** The last record, from which a validator goes on. */
  get last(): SignedSafetyRecord | undefined {
    return this.#records.at(-1);
  }

  /** What was signed at this height, to be sent again byte for byte. */
  messagesAt(height: number): readonly ConsensusMessage<Block>[] {
    return this.#records.filter(({ statement }) => statement.height === height).map(messageOf);
  }

  /** Whether a statement with the signature of this validator is one that it remembers, or too old to matter. */
  remembers(statement: SignedStatement): boolean {
    const { last } = this;
    if (last !== undefined && statement.height < last.statement.height) return true;
    return this.#records.some(({ statement: own }) => compare(own, statement) === 0 && own.value === statement.value);
  }

  /**
   * Makes signed records of one height durable, all in one write. Only after that may their statements leave.
   *
   * Throws `VOTE_WITHHELD` for anything that is not above the record before it, `DISK_FULL`, `JOURNAL_FAILED`.
   */
  async write(...records: readonly SignedSafetyRecord[]): Promise<void> {
    let { last } = this;
    const isNewHeight = last !== undefined && last.statement.height < (records[0]?.statement.height ?? 0);
    for (const record of records) {
      if (last !== undefined && compare(last.statement, record.statement) >= 0) {
        throw new QForgeError('VOTE_WITHHELD', { reason: 'something was signed at or above that place before' });
      }
      last = record;
    }
    assert(
      records.every(({ statement }) => statement.height === last?.statement.height),
      'records of one height',
    );
    const encoded = records.map(encodeSafetyRecord);
    if (isNewHeight && this.#journal.bytes > COMPACT_ABOVE_BYTES) await this.#journal.rewrite(encoded);
    else await this.#journal.append(...encoded);
    if (isNewHeight) this.#records = [];
    this.#records.push(...records);
  }
}

/** The message of a record. */
export function messageOf({ statement, block }: SignedSafetyRecord): ConsensusMessage<Block> {
  return statement.kind === 'proposal'
    ? { ...statement, kind: statement.kind, block: defined(block, 'the block of a proposal') }
    : { ...statement, kind: statement.kind };
}

function compare(a: Statement, b: Statement): number {
  return a.height - b.height || a.round - b.round || STEPS[a.kind] - STEPS[b.kind];
}

function decode(payload: Uint8Array, path: string, backend: CryptoBackend): SignedSafetyRecord {
  try {
    return decodeSafetyRecord(payload, backend);
  } catch (cause) {
    if (isQForgeError(cause)) throw damaged(path, 'a record is unreadable', cause);
    throw cause;
  }
}

function damaged(path: string, reason: string, cause?: unknown): QForgeError<'JOURNAL_DAMAGED'> {
  return new QForgeError('JOURNAL_DAMAGED', { path, reason }, { cause });
}
