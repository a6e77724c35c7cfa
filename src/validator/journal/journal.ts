import { assert, isQForgeError, QForgeError } from '../../base/index.ts';
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
   * Appends a payload and waits until it is durable.
   *
   * Throws `DISK_FULL` or `JOURNAL_FAILED`; from then on always `JOURNAL_FAILED`: what the disk holds is known only after a new start.
   */
  async append(payload: Uint8Array): Promise<void> {
    assert(payload.length <= MAX_FRAME_BYTES, 'a frame is not over the limit');
    if (this.#failure !== undefined) throw this.#failure;
    const { bytes, link } = encodeFrame(this.#sha256, this.#link, payload);
    try {
      await this.#medium.write(this.#end, bytes);
      await this.#medium.sync();
    } catch (error) {
      this.#failure = failed(this.#medium, error);
      const typed = fileWriteError(this.#medium.path, error);
      throw isQForgeError(typed, 'DISK_FULL') ? typed : this.#failure;
    }
    this.#frames.push({ offset: this.#end + FRAME_HEAD_BYTES, length: payload.length });
    this.#end += bytes.length;
    this.#link = link;
  }

  /** Puts these payloads in the place of all others, in one step. Throws as `append`. */
  async rewrite(payloads: readonly Uint8Array[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const image = imageOf(this.#sha256, this.#purpose, payloads);
    try {
      await this.#medium.replace(image);
    } catch (error) {
      this.#failure = failed(this.#medium, error);
      throw isQForgeError(error, 'DISK_FULL') ? error : this.#failure;
    }
    const found = scan(this.#medium, this.#sha256, image, this.#purpose);
    [this.#frames, this.#end, this.#link] = [[...found.frames], found.end, found.link];
  }

  close(): Promise<void> {
    return this.#medium.close();
  }
}

interface Found {
  readonly frames: readonly FramePlace[];
  readonly end: number;
  readonly link: Uint8Array;
}

function imageOf(sha256: Hash, purpose: JournalPurpose, payloads: readonly Uint8Array[]): Uint8Array {
  const head = journalHead(purpose);
  const parts = [head];
  let link = firstLink(sha256, head);
  for (const payload of payloads) {
    const frame = encodeFrame(sha256, link, payload);
    parts.push(frame.bytes);
    link = frame.link;
  }
  return new Uint8Array(Buffer.concat(parts));
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
