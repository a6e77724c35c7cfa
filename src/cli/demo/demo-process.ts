import type { ChildProcess } from 'node:child_process';
import { defined, QForgeError, systemClock } from '../../base/index.ts';
import { forkOwnProgram } from '../own-program.ts';
import type { ParticipantAnswer, ParticipantCommand, ParticipantCommands } from './participant-protocol.ts';

const STOP_LIMIT_MS = 3000;

interface PendingAnswer {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: QForgeError) => void;
}

/** A participant in a process of its own, asked over the pipe between parent and child. */
export class DemoProcess {
  readonly name: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, PendingAnswer>();
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  #lastId = 0;

  /** Starts the process. It ends by itself when this one is gone. */
  constructor(name: string) {
    this.name = name;
    // A process group of its own: Ctrl-C and a closed terminal are for this process to act on.
    this.#child = forkOwnProgram(['demo-participant'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.pid = this.#child.pid ?? 0;
    this.#child.on('message', (answer: ParticipantAnswer) => this.#take(answer));
    this.#child.on('error', () => this.#failAll());
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', () => {
        this.#failAll();
        resolve();
      });
    });
  }

  /** Asks the participant to do something. Throws `DEMO_FAILED` with what it reports, or when it is gone. */
  async ask<C extends ParticipantCommand>(
    command: C,
    request: ParticipantCommands[C]['request'],
  ): Promise<ParticipantCommands[C]['answer']> {
    if (!this.#child.connected) throw this.#gone();
    const id = (this.#lastId += 1);
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#child.send({ id, command, request });
    return (await answer) as ParticipantCommands[C]['answer'];
  }

  /** Ends the process: in order if it can, by force if it does not. */
  async stop(): Promise<void> {
    const force = systemClock.schedule(STOP_LIMIT_MS, () => this.kill());
    await this.ask('stop', null).catch(() => undefined);
    await this.exited;
    force.cancel();
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #take(answer: ParticipantAnswer): void {
    const pending = defined(this.#pending.get(answer.id), 'the question of an answer');
    this.#pending.delete(answer.id);
    if ('answer' in answer) return pending.resolve(answer.answer);
    const { code, message } = answer.error;
    pending.reject(new QForgeError('DEMO_FAILED', { what: `${this.name} reported ${code}: ${message}` }));
  }

  #failAll(): void {
    for (const { reject } of this.#pending.values()) reject(this.#gone());
    this.#pending.clear();
  }

  #gone(): QForgeError<'DEMO_FAILED'> {
    return new QForgeError('DEMO_FAILED', { what: `the process of ${this.name} ended` });
  }
}
