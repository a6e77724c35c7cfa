import { spawn } from 'node:child_process';
import { QForgeError } from '../../base/index.ts';
import { type AlertNotice, type AlertSink, noticeText } from './alert-notice.ts';

/** How long a program may take. */
export const EXEC_WITHIN_MS = 30_000;

/** Where programs are looked for; they get no other variable of ours. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin' };

/** Runs a program for each notice, which it reads from its standard input as JSON. No shell, no arguments from the notice. */
export class ExecSink implements AlertSink {
  readonly name: string;
  readonly #command: string;
  readonly #words: readonly string[];

  constructor(command: readonly [string, ...string[]]) {
    [this.#command, ...this.#words] = command;
    this.name = `exec ${this.#command}`;
  }

  async send(notice: AlertNotice, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(EXEC_WITHIN_MS)]);
    const child = spawn(this.#command, this.#words, {
      env: ENVIRONMENT,
      stdio: ['pipe', 'ignore', 'ignore'],
      signal: limit,
      killSignal: 'SIGKILL',
    });
    // A program that does not read ends the pipe; its exit status decides.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${noticeText(notice)}\n`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const failed = (reason: string, cause?: unknown): unknown =>
      reject(new QForgeError('ALERT_NOT_DELIVERED', { sink: this.name, reason, final: false }, { cause }));
    child.once('error', (cause) => failed(limit.aborted ? 'it was stopped' : 'it cannot be run', cause));
    child.once('exit', (code) =>
      code === 0 ? resolve() : failed(code === null ? 'it was stopped' : `it ended with ${code}`),
    );
    await promise;
  }
}
