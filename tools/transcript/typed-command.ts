import { type ChildProcess, spawn } from 'node:child_process';

/** Where a command of a transcript runs. */
export interface CommandPlace {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A command line in a shell, as somebody typed it; what it prints on either stream is kept in order. */
export class TypedCommand implements Disposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #isOver = false;
  #text = '';
  #wake: () => void = () => undefined;

  constructor(commandLine: string, { folder, environment }: CommandPlace) {
    this.#child = spawn('bash', ['-o', 'pipefail', '-c', `exec 2>&1\n${commandLine}`], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#note(text));
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        this.#isOver = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  /** What was printed so far, line by line. */
  get lines(): readonly string[] {
    return this.#text === '' ? [] : this.#text.replace(/\n$/u, '').split('\n');
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for the end and gives the exit code; null after a signal. */
  end(): Promise<number | null> {
    return this.#ended;
  }

  /** Waits until more is printed, or for the end. */
  more(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** What Ctrl-C does: all programs of the command line are told. */
  interrupt(): Promise<number | null> {
    this.#signal('SIGINT');
    return this.#ended;
  }

  [Symbol.dispose](): void {
    if (!this.#isOver) this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined && !this.#isOver) process.kill(-this.#child.pid, signal);
  }

  #note(text: string): void {
    this.#text += text;
    this.#wake();
  }
}
