import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { Guest } from '../node/node-network.ts';
import type { Death } from './deadly-storage.ts';

/** Who a victim is, and when it dies. */
export interface VictimSetup {
  readonly folder: string;
  readonly genesis: Uint8Array;
  readonly voteSecret: Uint8Array;
  readonly witnessSecret: Uint8Array;
  /** Witness keys of all members, as text. */
  readonly witnessKeys: readonly string[];
  /** Whether only operations on its votes count. */
  readonly isOfVotes: boolean;
  /** Number of the operation of its disk at which it dies, from 1 on. */
  readonly operation: number;
  readonly death: Death;
  /** Whether its disk forgets what it writes of votes: then it must be caught. */
  readonly isForgetful: boolean;
}

/** What a victim is told. */
export type ToVictim =
  | { readonly type: 'join'; readonly peer: string }
  | { readonly type: 'receive'; readonly peer: string; readonly bytes: Uint8Array }
  | { readonly type: 'propose'; readonly bytes: Uint8Array };

/** What a victim says before it dies. */
export type FromVictim =
  | { readonly type: 'ready'; readonly decided: readonly string[] }
  | { readonly type: 'send'; readonly peer: string; readonly bytes: Uint8Array }
  | { readonly type: 'acknowledged'; readonly id: string }
  | { readonly type: 'failed'; readonly what: string };

const LAST_WORDS_MS = 2000;
const PROGRAM = resolve(import.meta.dirname, 'victim-process.ts');

/** One life of a validator that runs as a process. */
export class Victim implements Guest {
  readonly #child: ChildProcess;
  isStopped = false;
  /** Resolves with the signal that has ended it, or with what it said instead. */
  readonly ended: Promise<string>;

  constructor(setup: VictimSetup, heard: (message: FromVictim) => void) {
    const child = fork(PROGRAM, { serialization: 'advanced' });
    this.#child = child;
    this.ended = new Promise((end) => {
      const endBy = (code: number | null, signal: string | null): void => end(signal ?? `exit code ${code}`);
      // What it said before its end is read until then; a message that its death has cut in two may never end.
      child.once('close', endBy).once('exit', (code, signal) => setTimeout(endBy, LAST_WORDS_MS, code, signal).unref());
    });
    child.on('message', (message) => heard(message as FromVictim)).on('error', () => undefined);
    child.send(setup);
  }

  receive(peer: string, bytes: Uint8Array): void {
    this.#tell({ type: 'receive', peer, bytes });
  }

  peerJoined(peer: string): void {
    this.#tell({ type: 'join', peer });
  }

  propose(bytes: Uint8Array): void {
    this.#tell({ type: 'propose', bytes });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #tell(message: ToVictim): void {
    // What a process does not hear any more is lost, as it is on a channel.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
