import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Waits for the end of its input, which comes with the end of whoever started it, however that ended. Then it ends the processes
 * and removes the folder, if one is named: first in order, after some seconds by force. What was killed may still be in a call that makes a file: then the folder
 * is not empty when it should go, and is removed again.
 */
const SCRIPT = `
folder=$1; shift
while read -r _; do :; done
kill -TERM "$@" 2>/dev/null
kill -CONT "$@" 2>/dev/null
for _ in 1 2 3 4 5; do
  live=
  for pid in "$@"; do kill -0 "$pid" 2>/dev/null && live=1; done
  [ -n "$live" ] || break
  sleep 1
done
kill -KILL "$@" 2>/dev/null
[ -n "$folder" ] || exit
for _ in 1 2 3 4 5; do
  rm -rf -- "$folder" 2>/dev/null && break
  sleep 1
done
`;

/**
 * Ends servers when the process that started them is gone without a word, as after SIGKILL: a small shell at the other end of a pipe.
 *
 * Where there is no POSIX shell, as on Windows, nothing watches.
 */
export class ServerWatchdog {
  readonly #folder: string | undefined;
  #shell: ChildProcess | undefined;

  /** `folder` is removed with the servers; undefined: none is. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** The shell that watches. */
  get pid(): number | undefined {
    return this.#shell?.pid;
  }

  /** Watches over these processes, and no longer over those before. */
  watch(pids: readonly number[]): void {
    const former = this.#shell;
    const words = ['-c', SCRIPT, 'qforge-watchdog', this.#folder ?? '', ...pids.map(String)];
    // A session of its own: what ends this process by its terminal or its group leaves the watchdog to its work.
    const shell = spawn('/bin/sh', words, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    shell.on('error', () => undefined);
    shell.stdin.on('error', () => undefined);
    shell.unref();
    (shell.stdin as typeof shell.stdin & { unref?: () => void }).unref?.();
    this.#shell = shell;
    former?.kill('SIGKILL');
  }

  /** Ends the watch; the processes stay. */
  release(): void {
    this.#shell?.kill('SIGKILL');
    this.#shell = undefined;
  }
}
