import { stat } from 'node:fs/promises';
import { type Clock, isQForgeError, type Logger, type ScheduledCall } from '../base/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';

/** How often a running client looks whether its key file was renewed. */
export const IDENTITY_CHECK_MS = 60_000;

/** What is watched, and what happens. */
export interface IdentityWatchParts {
  readonly path: string;
  /** The file as it was before it was read: {@link fileStamp}. */
  readonly stamp: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Reads the file again. Rejects as `loadIdentityFile`. */
  readonly load: () => Promise<DeviceIdentity>;
  /** The file holds another identity than before; throws if it cannot be used. */
  readonly onRenewed: (identity: DeviceIdentity) => void;
}

/** What tells one version of a file from the next: renewed files are new files. Undefined if there is none. */
export async function fileStamp(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}

/** Takes new device keys into use when their file is renewed: `qforge keygen --renew`. A file that cannot be used is reported, once. */
export class IdentityWatch {
  readonly #parts: IdentityWatchParts;
  #stamp: string | undefined;
  #timer: ScheduledCall | undefined;
  #stopped = false;

  constructor(parts: IdentityWatchParts) {
    this.#parts = parts;
    this.#stamp = parts.stamp;
  }

  start(): void {
    if (this.#stopped) return;
    this.#timer = this.#parts.clock.schedule(IDENTITY_CHECK_MS, () => {
      void this.check().then(() => this.start());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Looks now. Never rejects. */
  async check(): Promise<void> {
    const { path, load, onRenewed, logger } = this.#parts;
    const stamp = await fileStamp(path);
    if (stamp === undefined || stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      const identity = await load();
      if (this.#stopped) return;
      onRenewed(identity);
      logger.log('info', 'security', 'renewed keys in use', { path });
    } catch (error) {
      const code = isQForgeError(error) ? error.code : 'INTERNAL';
      logger.log('warn', 'security', 'renewed keys cannot be used before a restart', { path, code });
    }
  }
}
