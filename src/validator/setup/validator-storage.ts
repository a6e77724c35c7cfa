import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { concatBytes, QForgeError, utf8 } from '../../base/index.ts';
import type { Block, CertifiedBlock, ChainState, Digest, Epoch, Genesis } from '../../consensus/index.ts';
import { type CryptoBackend, writeFileAtomically } from '../../crypto/index.ts';
import { BallotJournal, type BallotRecord } from '../journal/ballot-journal.ts';
import { changeIn, DecisionJournal } from '../journal/decision-journal.ts';
import { Journal } from '../journal/journal.ts';
import type { JournalPurpose } from '../journal/journal-frame.ts';
import type { JournalMedium } from '../journal/journal-medium.ts';
import { VoteJournal } from '../journal/vote-journal.ts';

/** The three journals of a validator, on whatever disk. */
export interface ValidatorMedia {
  readonly votes: JournalMedium;
  readonly decisions: JournalMedium;
  readonly ballots: JournalMedium;
}

/** What the disk holds, read and checked against each other. */
export interface ValidatorStorage {
  readonly votes: VoteJournal;
  readonly decisions: DecisionJournal;
  readonly ballots: BallotJournal;
  readonly records: readonly BallotRecord[];
  readonly chain: ChainState;
  readonly blocks: readonly Block[];
  /** Validator sets so far, and the blocks that changed them. */
  readonly epochs: readonly Epoch[];
  readonly changes: readonly CertifiedBlock[];
  close(): Promise<void>;
}

/** Which journals of which validator. */
export interface StorageOwner {
  readonly genesis: Genesis;
  readonly validatorId: Digest;
}

/**
 * Opens the journals of a validator; makes them if there is none of them yet.
 *
 * Throws `JOURNAL_DAMAGED`, `JOURNAL_FAILED`; `VALIDATOR_ROLLED_BACK` when one of them is missing, or older than another.
 */
export async function openStorage(
  media: ValidatorMedia,
  owner: StorageOwner,
  backend: CryptoBackend,
): Promise<ValidatorStorage> {
  const found = await Promise.all([media.votes, media.decisions, media.ballots].map((medium) => medium.readAll()));
  const isNew = found.every((bytes) => bytes === undefined);
  if (!isNew && found.includes(undefined)) throw rolledBack('one of its journals is missing');
  const open = async (medium: JournalMedium, name: string): Promise<Journal> => {
    const purpose = purposeOf(name, owner, backend);
    return isNew ? Journal.create(medium, backend, purpose) : Journal.open(medium, backend, purpose);
  };
  // In this order, so that a crash in between leaves none that looks whole.
  const [ballotFile, decisionFile, voteFile] = [
    await open(media.ballots, 'ballots'),
    await open(media.decisions, 'decisions'),
    await open(media.votes, 'votes'),
  ];
  const decisions = new DecisionJournal(decisionFile, backend);
  const blocks: Block[] = [];
  const epochs: Epoch[] = [{ set: owner.genesis.set, from: 1 }];
  const changes: CertifiedBlock[] = [];
  const chain = await decisions.replay(owner.genesis, media.decisions.path, (decided, { nextSet }) => {
    blocks.push(decided.block);
    const change = changeIn(decided);
    if (change === undefined) return;
    epochs.push({ set: nextSet, from: decided.block.height + 2, change });
    changes.push(decided);
  });
  const votes = await VoteJournal.load(voteFile, media.votes.path, backend);
  if ((votes.last?.statement.height ?? 0) > chain.height)
    throw rolledBack('it has voted on heights that its log lacks');
  const ballots = new BallotJournal(ballotFile);
  const records = await ballots.load(media.ballots.path, backend);
  const close = async (): Promise<void> => {
    for (const journal of [voteFile, decisionFile, ballotFile]) await journal.close();
  };
  return { votes, decisions, ballots, records, chain, blocks, epochs, changes, close };
}

function purposeOf(name: string, { genesis, validatorId }: StorageOwner, backend: CryptoBackend): JournalPurpose {
  const text = `qforge ${name} journal\n${genesis.chainId}\n${validatorId}\n`;
  return backend.hash('SHA-256').digest(concatBytes(utf8(text)));
}

/** Keeps evidence in files of a folder; the same evidence is kept once. */
export function evidenceKeeper(folder: string): (name: string, bytes: Uint8Array) => Promise<void> {
  return async (name, bytes) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(join(folder, `${name}.evidence`), bytes, { mode: 0o600, overwrite: true });
  };
}

function rolledBack(reason: string): QForgeError<'VALIDATOR_ROLLED_BACK'> {
  return new QForgeError('VALIDATOR_ROLLED_BACK', { reason });
}
