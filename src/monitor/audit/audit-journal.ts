import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isQForgeError, QForgeError } from '../../base/index.ts';
import { fileWriteError, syncFolder, systemErrorCode } from '../../crypto/index.ts';

/** A segment that is longer gives way to the next one, in bytes. spec/audit-trail §3 */
export const JOURNAL_SEGMENT_BYTES = 4_194_304;

const SEGMENT_NAME = /^(?<first>\d{16})\.jsonl$/u;
const LINE_FEED = 0x0a;
const REOPEN = constants.O_RDWR | constants.O_NOFOLLOW;
const BEGIN = REOPEN | constants.O_CREAT | constants.O_EXCL;

/** Lines of a segment as they stand on the disk. */
export interface SegmentLines {
  /** The number of the entry in its first line. */
  readonly first: number;
  readonly lines: readonly Uint8Array[];
  /** Bytes behind the last line feed: an entry that a crash cut off, and nobody was told of. */
  readonly tornBytes: number;
}

/**
 * The segments of a journal, in order; none where there is no journal. One that is removed meanwhile is left out: of its entries speaks
 * the checkpoint that is published by then.
 *
 * Throws `FILE_UNREADABLE`.
 */
export async function readSegments(folder: string): Promise<readonly SegmentLines[]> {
  const names = (await unlessMissing(folder, readdir(folder))) ?? [];
  const segments = await Promise.all(
    names
      .filter((name) => SEGMENT_NAME.test(name))
      .toSorted()
      .map(async (name) => {
        const bytes = await unlessMissing(folder, readFile(join(folder, name)));
        return bytes && linesOf(name, bytes);
      }),
  );
  return segments.filter((segment) => segment !== undefined);
}

/** What was read; undefined where there was nothing. */
async function unlessMissing<Read>(folder: string, reading: Promise<Read>): Promise<Read | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return undefined;
    throw new QForgeError('FILE_UNREADABLE', { path: folder, reason: code }, { cause: error });
  }
}

function linesOf(name: string, bytes: Uint8Array): SegmentLines {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { first: Number(name.slice(0, 16)), lines, tornBytes: bytes.length - start };
}

/**
 * The write-ahead journal: lines that are on the disk when `append` resolves. spec/audit-trail §3
 *
 * Segments are named by their first entry; one whose entries are all under a signed checkpoint is removed.
 */
export class AuditJournal {
  readonly #folder: string;
  readonly #segmentBytes: number;
  #file: FileHandle;
  #first: number;
  /** What is on the disk for certain; whatever is behind it was never acknowledged. */
  #bytes: number;

  private constructor(folder: string, segmentBytes: number, segment: OpenSegment) {
    this.#folder = folder;
    this.#segmentBytes = segmentBytes;
    this.#file = segment.file;
    this.#first = segment.first;
    this.#bytes = segment.bytes;
  }

  /** Opens the last segment, or begins one with entry `next`; cuts off what a crash left behind its last line. */
  static async open(folder: string, next: number, segmentBytes: number = JOURNAL_SEGMENT_BYTES): Promise<AuditJournal> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const last = (await readSegments(folder)).at(-1);
      const isUsable = last !== undefined && last.first + last.lines.length === next;
      const segment = isUsable ? await reopen(folder, last) : await begin(folder, next);
      return new AuditJournal(folder, segmentBytes, segment);
    } catch (error) {
      throw isQForgeError(error) ? error : fileWriteError(folder, error);
    }
  }

  /** Whether the last segment has had its length. */
  get isFull(): boolean {
    return this.#bytes >= this.#segmentBytes;
  }

  /** Writes whole lines, durably. After a failure the file is as it was before, once that can be written. Throws `DISK_FULL`, `FILE_UNWRITABLE`. */
  async append(lines: Uint8Array): Promise<void> {
    try {
      // A failed attempt may have left a part of its lines.
      await this.#file.truncate(this.#bytes);
      for (let written = 0; written < lines.length; ) {
        const { bytesWritten } = await this.#file.write(lines, written, lines.length - written, this.#bytes + written);
        written += bytesWritten;
      }
      await this.#file.datasync();
      this.#bytes += lines.length;
    } catch (error) {
      throw fileWriteError(this.#folder, error);
    }
  }

  /** Begins another segment, with entry `next`. */
  async startSegment(next: number): Promise<void> {
    const segment = await begin(this.#folder, next).catch((error: unknown) => {
      throw fileWriteError(this.#folder, error);
    });
    await this.#file.close();
    this.#file = segment.file;
    this.#first = segment.first;
    this.#bytes = 0;
  }

  /** Removes the segments, all but the last one, that hold only entries below `published`. */
  async removeBelow(published: number): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => SEGMENT_NAME.test(name)).toSorted();
    const firsts = names.map((name) => Number(name.slice(0, 16)));
    for (const [at, name] of names.entries()) {
      const following = firsts[at + 1];
      if (following === undefined || following > published || firsts[at] === this.#first) break;
      await unlink(join(this.#folder, name));
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

interface OpenSegment {
  readonly file: FileHandle;
  readonly first: number;
  readonly bytes: number;
}

async function begin(folder: string, first: number): Promise<OpenSegment> {
  const path = pathOf(folder, first);
  const file = await open(path, BEGIN, 0o600);
  try {
    await file.sync();
    await syncFolder(folder);
    return { file, first, bytes: 0 };
  } catch (error) {
    // Nothing is in it yet; left there, it would be in the way of the next attempt.
    await file.close();
    await unlink(path);
    throw error;
  }
}

async function reopen(folder: string, { first, lines }: SegmentLines): Promise<OpenSegment> {
  const file = await open(pathOf(folder, first), REOPEN);
  const bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
  await file.truncate(bytes);
  await file.sync();
  return { file, first, bytes };
}

function pathOf(folder: string, first: number): string {
  return join(folder, `${String(first).padStart(16, '0')}.jsonl`);
}
