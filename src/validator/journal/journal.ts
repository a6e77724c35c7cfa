import { assert, concatBytes, isQForgeError, QForgeError } from '../../base/index.ts';
import { type CryptoBackend, fileWriteError, type Hash, systemErrorCode } from '../../crypto/index.ts';
import {
  encodeFrame,
  FRAME_HEAD_BYTES,
  type FramePlace,
  firstLink,
  type JournalPurpose,
  journalHead,
  MAX_FRAME_BYTES,
  scanJournal,
} from './journal-frame.ts';
import type { JournalMedium } from './journal-medium.ts';

/**
 * An append-only file of linked frames. spec/decision-log §7
 *
 *     open --append fails--> failed: nothing is tried again on a disk that has failed once
 *
 * What `append` has resolved for is durable. One process at a time, one append at a time.
 */
export class Journal {
  readonly #medium: JournalMedium;
  readonly #sha256: Hash;
  readonly #purpose: JournalPurpose;
  #frames: FramePlace[];
  #end: number;
  #link: Uint8Array;
  #failure: QForgeError | undefined;

  private constructor(medium: JournalMedium, sha256: Hash, purpose: JournalPurpose, found: Found) {
    this.#medium = medium;
    this.#sha256 = sha256;
    this.#purpose = purpose;
    this.#frames = [...found.frames];
    this.#end = found.end;
    this.#link = found.link;
  }

  /** Makes an empty journal, in the place of whatever is there. Throws `DISK_FULL`, `FILE_UNWRITABLE`. */
  static async create(medium: JournalMedium, backend: CryptoBackend, purpose: JournalPurpose): Promise<Journal> {
    const sha256 = backend.hash('SHA-256');
    const head = journalHead(purpose);
    await medium.replace(head);
    return new Journal(medium, sha256, purpose, { frames: [], end: head.length, link: firstLink(sha256, head) });
  }

  /**
   * Opens a journal that must be there; a tail that a crash has torn is cut off, durably.
   * Throws `JOURNAL_DAMAGED`, `JOURNAL_FAILED`.
   */
  static async open(medium: JournalMedium, backend: CryptoBackend, purpose: JournalPurpose): Promise<Journal> {
    const sha256 = backend.hash('SHA-256');
    const unverified = await attempt(medium, () => medium.readAll());
    if (unverified === undefined) throw damaged(medium, 'it is missing');
    const found = scan(medium, sha256, unverified, purpose);
    if (found.isTorn) {
      await attempt(medium, async () => {
        await medium.truncate(found.end);
        await medium.sync();
      });
    }
    return new Journal(medium, sha256, purpose, found);
  }

  /** How many frames there are. */
  get length(): number {
    return this.#frames.length;
  }

  get bytes(): number {
    return this.#end;
  }

  /** The payload of a frame. Throws `JOURNAL_FAILED`, `JOURNAL_DAMAGED`. */
  async read(index: number): Promise<Uint8Array> {
    const place = this.#frames[index];
    assert(place !== undefined, 'the journal has such a frame');
    const payload = await attempt(this.#medium, () => this.#medium.readAt(place.offset, place.length));
    if (payload.length !== place.length) throw damaged(this.#medium, 'it has become shorter');
    return payload;
  }

  /** All payloads, in order. */
  async readAll(): Promise<readonly Uint8Array[]> {
    return Promise.all(this.#frames.map((_, index) => this.read(index)));
  }

  /**
   * Appends payloads, a frame of each, in one write, and waits until they are durable. A crash in it leaves the first of them, or none.
   *
   * Throws `DISK_FULL` or `JOURNAL_FAILED`; from then on always `JOURNAL_FAILED`: what the disk holds is known only after a new start.
   */
  async append(...payloads: readonly Uint8Array[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const added = framesOf(this.#sha256, { end: this.#end, link: this.#link }, payloads);
    try {
      await this.#medium.write(this.#end, added.bytes);
      await this.#medium.sync();
    } catch (error) {
      this.#failure = failed(this.#medium, error);
      const typed = fileWriteError(this.#medium.path, error);
      throw isQForgeError(typed, 'DISK_FULL') ? typed : this.#failure;
    }
    this.#frames.push(...added.frames);
    this.#end = added.end;
    this.#link = added.link;
  }

  /** Puts these payloads in the place of all others, in one step. Throws as `append`. */
  async rewrite(payloads: readonly Uint8Array[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const head = journalHead(this.#purpose);
    const link = firstLink(this.#sha256, head);
    const written = framesOf(this.#sha256, { end: head.length, link }, payloads);
    try {
      await this.#medium.replace(concatBytes(head, written.bytes));
    } catch (error) {
      this.#failure = failed(this.#medium, error);
      throw isQForgeError(error, 'DISK_FULL') ? error : this.#failure;
    }
    [this.#frames, this.#end, this.#link] = [[...written.frames], written.end, written.link];
  }

  close(): Promise<void> {
    return this.#medium.close();
  }
}

/** What is in the file: where frames lie, where the next one goes, and what it is linked to. */
interface Found {
  readonly frames: readonly FramePlace[];
  readonly end: number;
  readonly link: Uint8Array;
}

/** Frames behind what is there already. */
function framesOf(
  sha256: Hash,
  before: Pick<Found, 'end' | 'link'>,
  payloads: readonly Uint8Array[],
): Found & { readonly bytes: Uint8Array } {
  let { end, link } = before;
  const [parts, frames]: [Uint8Array[], FramePlace[]] = [[], []];
  for (const payload of payloads) {
    assert(payload.length <= MAX_FRAME_BYTES, 'a frame is not over the limit');
    const frame = encodeFrame(sha256, link, payload);
    parts.push(frame.bytes);
    frames.push({ offset: end + FRAME_HEAD_BYTES, length: payload.length });
    end += frame.bytes.length;
    link = frame.link;
  }
  return { bytes: concatBytes(...parts), frames, end, link };
}

function scan(
  medium: JournalMedium,
  sha256: Hash,
  unverified: Uint8Array,
  purpose: JournalPurpose,
): ReturnType<typeof scanJournal> {
  try {
    return scanJournal(sha256, unverified, purpose);
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw damaged(medium, error.details.reason, error);
  }
}

async function attempt<T>(medium: JournalMedium, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failed(medium, error);
  }
}

function failed({ path }: JournalMedium, cause: unknown): QForgeError<'JOURNAL_FAILED'> {
  return new QForgeError('JOURNAL_FAILED', { path, reason: systemErrorCode(cause) }, { cause });
}

function damaged({ path }: JournalMedium, reason: string, cause?: unknown): QForgeError<'JOURNAL_DAMAGED'> {
  return new QForgeError('JOURNAL_DAMAGED', { path, reason }, { cause });
}
