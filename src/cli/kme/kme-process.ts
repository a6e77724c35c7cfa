import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { QForgeError, systemClock } from '../../base/index.ts';
import { forkOwnProgram } from '../own-program.ts';

const STOP_LIMIT_MS = 3000;

/** A key manager in a process of its own, which ends when this one is gone. */
export class KmeProcess {
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
  }

  /**
   * Starts it and waits until it serves; if this process is killed, it takes the folder `discard` with it.
   *
   * Throws `KME_STOPPED` when it ends before; it has said why by then.
   */
  static async start(kme: string, configPath: string, discard?: string): Promise<KmeProcess> {
    // A process group of its own: Ctrl-C and a closed terminal are for this process to act on.
    const discarding = discard === undefined ? [] : ['--discard', discard];
    const child = forkOwnProgram(['kme', 'serve', '--config', configPath, '--json', ...discarding], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const started = new KmeProcess(child);
    const ready = new Promise((resolve) => {
      if (child.stdout !== null) createInterface(child.stdout).once('line', resolve);
    });
    const over = started.ended.then(() => {
      throw new QForgeError('KME_STOPPED', { kme });
    });
    await Promise.race([ready, over]);
    over.catch(() => undefined);
    return started;
  }

  /** The number of the process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Ends the process: in order if it can, by force if it does not. */
  async stop(): Promise<void> {
    const force = systemClock.schedule(STOP_LIMIT_MS, () => this.kill());
    this.#child.kill('SIGTERM');
    await this.ended;
    force.cancel();
  }
}
