import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of a few megabytes, which takes the right to mount one. */
export class SmallDisk implements Disposable {
  readonly path: string;

  /** Mounts the disk on a new folder at `path`. */
  constructor(path: string, megabytes: number) {
    this.path = path;
    mkdirSync(path);
    mount(['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  }

  /** Why there can be no such disk here; undefined where there can. */
  static whyNot(): string | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-disk-'));
    try {
      using _disk = new SmallDisk(join(folder, 'disk'), 1);
      return undefined;
    } catch {
      return 'it takes the right to mount a file system';
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  resize(megabytes: number): void {
    mount(['-o', `remount,size=${megabytes}m`, this.path]);
  }

  [Symbol.dispose](): void {
    spawnSync('umount', ['--lazy', this.path]);
  }
}

function mount(words: readonly string[]): void {
  const { status, error, stderr } = spawnSync('mount', words, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`mount: ${stderr}`);
}
