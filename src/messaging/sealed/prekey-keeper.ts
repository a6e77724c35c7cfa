import {
  type Clock,
  defined,
  isQForgeError,
  type Logger,
  type MetricsSink,
  type ScheduledCall,
} from '../../base/index.ts';
import type { Directory, DirectoryPrekey } from '../mailbox/directory.ts';
import type { Author } from './author.ts';
import type { PrekeyVault } from './prekey-vault.ts';
import { PREKEY_LIFETIME_MS, type Prekey, signPrekey } from './signed-prekey.ts';

/** When a last-resort prekey is replaced. */
export const LAST_RESORT_ROTATION_MS = 604_800_000;

/** One-time prekeys in the directory after they were filled up. */
export const FULL_ONE_TIME_PREKEYS = 50;

/** Below so many they are filled up. */
export const FEW_ONE_TIME_PREKEYS = 25;

/** How often the prekeys are looked at. */
export const REFRESH_INTERVAL_MS = 600_000;

/** What keeping prekeys needs. */
export interface KeeperParts {
  readonly vault: PrekeyVault;
  readonly directory: Directory;
  readonly author: Author;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}

/** Keeps this device's prekeys in the directory fresh and plenty. spec/sealed-messages §2 */
export class PrekeyKeeper implements Disposable {
  readonly #parts: KeeperParts;
  #underWay: Promise<void> | undefined;
  #next: ScheduledCall | undefined;
  #isStopped = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Publishes what is due, now and from time to time. A directory that does not answer is asked again later. */
  start(): void {
    void this.refresh()
      .catch((error: unknown) => {
        const reason = isQForgeError(error) ? error.code : String(error);
        this.#parts.logger.log('warn', 'security', 'prekeys not published', { reason });
      })
      .finally(() => {
        if (!this.#isStopped) this.#next = this.#parts.clock.schedule(REFRESH_INTERVAL_MS, () => this.start());
      });
  }

  /** Erases what is no longer valid and publishes what is due. Rejects as the directory does. */
  refresh(): Promise<void> {
    this.#underWay ??= this.#refresh().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  [Symbol.dispose](): void {
    this.#isStopped = true;
    this.#next?.cancel();
  }

  async #refresh(): Promise<void> {
    const { vault, directory, author, clock, metrics } = this.#parts;
    const wallMs = clock.wallMs();
    vault.sweep(wallMs);
    const lastResort = await this.#lastResort(wallMs);
    const left = await directory.remaining(author.peerId);
    const wanted = left < FEW_ONE_TIME_PREKEYS ? FULL_ONE_TIME_PREKEYS - left : 0;
    const oneTime = await vault.makePrekeys('one-time', wanted, wallMs);
    // The last resort goes out every time: a directory may have lost it.
    await directory.publish(author.peerId, {
      lastResort: signedForDirectory(lastResort, author),
      oneTime: oneTime.map((prekey) => signedForDirectory(prekey, author)),
    });
    metrics.count('qforge_prekeys_published_total', oneTime.length);
  }

  async #lastResort(wallMs: number): Promise<Prekey> {
    const { vault } = this.#parts;
    const current = vault.lastResort;
    const freshUntilMs = (current?.notAfterMs ?? 0) - PREKEY_LIFETIME_MS + LAST_RESORT_ROTATION_MS;
    if (current !== undefined && wallMs < freshUntilMs) return current;
    const [made] = await vault.makePrekeys('last-resort', 1, wallMs);
    return defined(made, 'the prekey that was made');
  }
}

function signedForDirectory(prekey: Prekey, author: Author): DirectoryPrekey {
  return { id: prekey.id, signedPrekey: signPrekey(prekey, author), expiresAtMs: prekey.notAfterMs };
}
