import { ByteWriter, QForgeError } from '../../base/index.ts';
import {
  type Ballot,
  type Digest,
  decodeBallot,
  decodeProposal,
  encodeBallot,
  type Proposal,
} from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Journal } from './journal.ts';

const KINDS = { proposal: 1, ballot: 2 } as const;

/** What is to be decided, and who has said what of it. */
export type BallotRecord =
  | { readonly kind: 'proposal'; readonly proposal: Proposal }
  | { readonly kind: 'ballot'; readonly ballot: Ballot };

/**
 * Proposals and ballots. `| kind u8 | bytes |`
 *
 * What this validator says is durable before anybody hears of it. What others have said is noted, and written with the next that is: whoever said
 * it has it on a disk, and tells it again after a crash. docs/adr/0194
 */
export class BallotJournal {
  readonly #journal: Journal;
  /** Not written yet. */
  #noted: BallotRecord[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Everything that is kept, in order. Throws `JOURNAL_DAMAGED`. */
  async load(path: string, backend: CryptoBackend): Promise<readonly BallotRecord[]> {
    const payloads = await this.#journal.readAll();
    return payloads.map((payload) => decode(payload, path, backend));
  }

  /** Keeps a record for the next write. */
  note(record: BallotRecord): void {
    this.#noted.push(record);
  }

  /** Makes durable what was noted. */
  async flush(): Promise<void> {
    const records = this.#noted;
    this.#noted = [];
    if (records.length > 0) await this.#journal.append(...records.map(encode));
  }

  /** What was noted of other proposals than these needs no write any more. */
  forgetOthers(isOpen: (proposalId: Digest) => boolean): void {
    this.#noted = this.#noted.filter((record) => isOpen(idOf(record)));
  }

  /** Keeps these alone: what is decided needs no ballots any more. */
  async keepOnly(records: readonly BallotRecord[]): Promise<void> {
    this.#noted = [];
    await this.#journal.rewrite(records.map(encode));
  }
}

function idOf(record: BallotRecord): Digest {
  return record.kind === 'proposal' ? record.proposal.id : record.ballot.proposalId;
}

function encode(record: BallotRecord): Uint8Array {
  const bytes = record.kind === 'proposal' ? record.proposal.encoded : encodeBallot(record.ballot);
  return new ByteWriter(1 + bytes.length).u8(KINDS[record.kind]).bytes(bytes).finish();
}

function decode(payload: Uint8Array, path: string, backend: CryptoBackend): BallotRecord {
  const bytes = payload.subarray(1);
  try {
    if (payload[0] === KINDS.proposal) return { kind: 'proposal', proposal: decodeProposal(bytes, backend) };
    if (payload[0] === KINDS.ballot) return { kind: 'ballot', ballot: decodeBallot(bytes) };
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path);
}

function damaged(path: string, cause?: unknown): QForgeError<'JOURNAL_DAMAGED'> {
  return new QForgeError('JOURNAL_DAMAGED', { path, reason: 'a record is unreadable' }, { cause });
}
