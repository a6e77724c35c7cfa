import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  write,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../base/index.ts';
import { fileWriteError } from '../../crypto/index.ts';

/** When a file gives way to the next one, and how many old ones are kept. */
export interface RotationPlan {
  readonly maxBytes: number;
  /** Files begin anew when a multiple of this since 1970 has passed: with a day, at midnight UTC. */
  readonly everyMs: number;
  /** Old files beside the one that is written. */
  readonly keepFiles: number;
}

const MEBIBYTE = 1024 * 1024;

/** 16 MiB, a day, 8 old files. */
export const defaultRotation: RotationPlan = { maxBytes: 16 * MEBIBYTE, everyMs: 86_400_000, keepFiles: 8 };

const OLD_NAME = /^\.(?<stamp>\d{8}T\d{9}Z)(?:-(?<number>\d+))?$/u;
const LINE_FEED = 0x0a;
const writeTo = promisify(write);

/**
 * A file of lines that begins anew when it is large or old.
 *
 * Beginning anew is one rename, from `NAME` to `NAME.TIME`, so that a crash at any moment loses no line that was written: either the old
 * name stands or the new one. A line that a crash cut in two is closed when the file is opened again, so that it spoils no other.
 */
export class RotatingFile implements Disposable {
  readonly #path: string;
  readonly #plan: RotationPlan;
  readonly #clock: Clock;
  #descriptor: number;
  #bytes = 0;
  #period = 0;

  private constructor(path: string, plan: RotationPlan, clock: Clock) {
    this.#path = path;
    this.#plan = plan;
    this.#clock = clock;
    this.#descriptor = this.#open();
  }

  /** Opens or creates it, for its owner alone, with its folder. Throws what the file system throws. */
  static open(path: string, plan: RotationPlan, clock: Clock): RotatingFile {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return new RotatingFile(path, plan, clock);
  }

  /** Writes whole lines at the end. Rejects with what the file system throws; how much was written then is not known. */
  async append(lines: Uint8Array): Promise<void> {
    this.#rotateIfDue(lines.length);
    for (let written = 0; written < lines.length; ) {
      const { bytesWritten } = await writeTo(this.#descriptor, lines, written, lines.length - written);
      written += bytesWritten;
      this.#bytes += bytesWritten;
    }
  }

  /** The same, and nothing else happens meanwhile: for lines that must not wait. */
  appendNow(lines: Uint8Array): void {
    this.#rotateIfDue(lines.length);
    for (let written = 0; written < lines.length; ) {
      const bytesWritten = writeSync(this.#descriptor, lines, written, lines.length - written);
      written += bytesWritten;
      this.#bytes += bytesWritten;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #open(): number {
    const descriptor = openSync(this.#path, 'a+', 0o600);
    const { size, mtimeMs } = fstatSync(descriptor);
    this.#bytes = size;
    this.#period = this.#periodAt(size === 0 ? this.#clock.wallMs() : mtimeMs);
    if (size > 0 && lastByte(descriptor, size) !== LINE_FEED) this.#bytes += writeSync(descriptor, '\n');
    return descriptor;
  }

  #periodAt(wallMs: number): number {
    return Math.floor(wallMs / this.#plan.everyMs);
  }

  /** A file that nothing was written to yet is never too old. */
  #rotateIfDue(moreBytes: number): void {
    const period = this.#periodAt(this.#clock.wallMs());
    const isFull = this.#bytes + moreBytes > this.#plan.maxBytes;
    if (this.#bytes > 0 && (isFull || period > this.#period)) this.#tryRotate();
    else this.#period = period;
  }

  /** Where no file can be begun - the disk is full, no descriptor is left - lines go on into the old one, and it is tried again with the next. */
  #tryRotate(): void {
    try {
      this.#rotate();
      this.#dropOldest();
    } catch {
      // A file that is too large, or one too many, is better than a line that is lost.
    }
  }

  /** The rename comes first: if opening fails, lines go on into the old file under its new name, and the next attempt finds nothing to rename. */
  #rotate(): void {
    if (existsSync(this.#path)) renameSync(this.#path, join(dirname(this.#path), this.#nextOldName()));
    const old = this.#descriptor;
    this.#descriptor = this.#open();
    closeSync(old);
  }

  /** Later than every other, even when the clock was set back. */
  #nextOldName(): string {
    const now = new Date(this.#clock.wallMs()).toISOString().replaceAll(/[-:.]/gu, '');
    const { stamp, number } = ageOf(this.#oldNames().at(-1) ?? '');
    const suffix = stamp < now ? now : `${stamp}-${number + 1}`;
    return `${basename(this.#path)}.${suffix}`;
  }

  /** Oldest first. */
  #oldNames(): readonly string[] {
    const name = basename(this.#path);
    return readdirSync(dirname(this.#path))
      .filter((entry) => entry.startsWith(name) && OLD_NAME.test(entry.slice(name.length)))
      .toSorted(byAge);
  }

  #dropOldest(): void {
    const names = this.#oldNames();
    for (const name of names.slice(0, Math.max(0, names.length - this.#plan.keepFiles))) {
      unlinkSync(join(dirname(this.#path), name));
    }
  }
}

/** By the time in the name, then by the number behind it. */
function byAge(a: string, b: string): number {
  const [ageA, ageB] = [ageOf(a), ageOf(b)];
  if (ageA.stamp === ageB.stamp) return ageA.number - ageB.number;
  return ageA.stamp < ageB.stamp ? -1 : 1;
}

function ageOf(name: string): { readonly stamp: string; readonly number: number } {
  const [stamp = '', number = '0'] = name.slice(name.lastIndexOf('.') + 1).split('-');
  return { stamp, number: Number(number) };
}

function lastByte(descriptor: number, size: number): number | undefined {
  const byte = new Uint8Array(1);
  readSync(descriptor, byte, 0, 1, size - 1);
  return byte[0];
}

/** Opens a file of lines. Throws `FILE_UNWRITABLE` or `DISK_FULL`. */
export function openRotatingFile(path: string, plan: RotationPlan, clock: Clock): RotatingFile {
  try {
    return RotatingFile.open(path, plan, clock);
  } catch (error) {
    throw fileWriteError(path, error);
  }
}
