import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A value that survives JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What the parent asks. */
export interface RoleRequest {
  readonly id: number;
  readonly command: string;
  readonly argument: Json;
}

/** What the child answers: a result, or the text of an error. */
export type RoleResponse =
  | { readonly id: number; readonly result: Json }
  | { readonly id: number; readonly failure: string };

/** How to start a child. */
export interface ChildOptions {
  /** Node's own options, such as `--expose-gc`. */
  readonly nodeOptions?: readonly string[];
  /** Runs the child on this processor only, where `taskset` is there. */
  readonly processor?: number;
  /** Lets the child have so many descriptors open at once. */
  readonly descriptors?: number;
  /** Another program that speaks the same messages, and what it is given after its role. */
  readonly program?: readonly [path: string, ...programArguments: string[]];
}

const ROLE_PROGRAM = join(import.meta.dirname, 'role-program.ts');
const TASKSET = '/usr/bin/taskset';
const PRLIMIT = '/usr/bin/prlimit';

/** Whether children can be bound to a processor here. */
export const canPinProcesses: boolean = process.platform === 'linux' && existsSync(TASKSET);

/** A child process that plays one role and answers commands by JSON messages. */
export class RoleProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<Json>>();
  #lastId = 0;

  /** `role` names an entry of the table in `roles.ts`. */
  constructor(role: string, options: ChildOptions = {}) {
    const [program, ...given] = options.program ?? [ROLE_PROGRAM];
    const nodeArguments = [...(options.nodeOptions ?? []), program, role, ...given];
    const pinned = options.processor !== undefined && canPinProcesses;
    const pinning = pinned ? [TASKSET, '-c', String(options.processor)] : [];
    const limiting = options.descriptors === undefined ? [] : [PRLIMIT, `--nofile=${options.descriptors}`];
    const [executable = '', ...executableArguments] = [...pinning, ...limiting, process.execPath, ...nodeArguments];
    this.#child = spawn(executable, executableArguments, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (response: RoleResponse) => this.#settle(response));
    this.#child.on('exit', (code, signal) => this.#failAll(`the ${role} process ended: ${code ?? signal}`));
    this.#child.on('error', (error) => this.#failAll(`the ${role} process did not start: ${error.message}`));
  }

  /** Sends a command and waits for its result. Rejects with the text of the child's error. */
  call(command: string, argument: Json = null): Promise<Json> {
    this.#lastId += 1;
    const request: RoleRequest = { id: this.#lastId, command, argument };
    const answer = Promise.withResolvers<Json>();
    this.#waiting.set(request.id, answer);
    this.#child.send(request);
    return answer.promise;
  }

  /** As `call`, for commands whose result is a record of numbers. */
  async figures(command: string, argument: Json = null): Promise<Readonly<Record<string, number>>> {
    return (await this.call(command, argument)) as Readonly<Record<string, number>>;
  }

  /** Ends the child and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill();
    await gone;
  }

  #settle(response: RoleResponse): void {
    const answer = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if ('result' in response) answer?.resolve(response.result);
    else answer?.reject(new Error(response.failure));
  }

  #failAll(reason: string): void {
    for (const answer of this.#waiting.values()) answer.reject(new Error(reason));
    this.#waiting.clear();
  }
}
