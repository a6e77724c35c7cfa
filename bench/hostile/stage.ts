import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, RoleProcess } from '../child-process.ts';
import { identityOf, identityText } from './hostile-identity.ts';

/** How large everything is. */
export interface Scale {
  readonly silent: number;
  readonly slow: number;
  readonly floodMs: number;
  readonly handshakeTimeoutMs: number;
  /** Handshakes of the honest peer in each measurement, and how often. */
  readonly handshakes: number;
  readonly everyMs: number;
  readonly transferMs: number;
}

/** The full run, and the one for continuous integration. */
export const scales: Readonly<Record<'full' | 'quick', Scale>> = {
  full: {
    silent: 10_000,
    slow: 1000,
    floodMs: 8000,
    handshakeTimeoutMs: 10_000,
    handshakes: 80,
    everyMs: 60,
    transferMs: 2000,
  },
  quick: {
    silent: 1000,
    slow: 200,
    floodMs: 1500,
    handshakeTimeoutMs: 2000,
    handshakes: 8,
    everyMs: 50,
    transferMs: 100,
  },
};

/** How the victim fares. */
export type VictimState = Readonly<Record<string, number>>;

/** How well the honest peer is served. */
export interface Service {
  readonly bytesPerSecond: number;
  /** Of both ends of the live channel, whatever else ran on the machine. */
  readonly processorMsPerMib: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly failed: number;
}

/** How long a busy machine may take to let go of what has ended. */
export const LET_GO_WITHIN_MS = 30_000;

/** Whether the victim has no more descriptors open than before: sockets close a little after they are gone from its tables. */
export function hasLetGo(state: VictimState, before: VictimState): boolean {
  return (state['descriptors'] ?? 0) <= (before['descriptors'] ?? 0);
}

/** The victim has a processor of its own, or the attacker's work would look like damage; the others share the rest. */
const VICTIM_PROCESSOR = 0;
const HONEST_PROCESSOR = 1 % availableParallelism();
const ATTACKER_PROCESSOR = Math.min(2, availableParallelism() - 1);

/** A victim, an attacker and an honest peer, each a process of its own. */
export class Stage implements AsyncDisposable {
  readonly scale: Scale;
  readonly #victim: RoleProcess;
  readonly #attacker = new RoleProcess('hostile-attacker', { processor: ATTACKER_PROCESSOR });
  readonly #honest = new RoleProcess('hostile-honest', { processor: HONEST_PROCESSOR });
  #target: { readonly address: string; readonly peerId: string } = { address: '', peerId: '' };

  private constructor(scale: Scale, victim: RoleProcess) {
    this.scale = scale;
    this.#victim = victim;
  }

  /** Starts all three; the honest peer has a live channel. `limits` keeps the victim short of descriptors. */
  static async start(
    scale: Scale,
    limits: { readonly descriptors?: number; readonly believed?: number } = {},
  ): Promise<Stage> {
    const { descriptors, believed } = limits;
    const options = { processor: VICTIM_PROCESSOR, ...(descriptors === undefined ? {} : { descriptors }) };
    const victim = new RoleProcess('hostile-victim', options);
    const stage = new Stage(scale, victim);
    try {
      const identity = identityText();
      const { handshakeTimeoutMs } = scale;
      const plan = { identity, handshakeTimeoutMs, descriptors: believed ?? null };
      const address = (await victim.call('start', plan)) as string;
      stage.#target = { address, peerId: identityOf(identity).peerId };
      await stage.#honest.call('connect', stage.#target);
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** How the victim fares; its event loop since it was asked last. */
  state(): Promise<VictimState> {
    return this.#victim.figures('state');
  }

  /** Has the victim send to a peer for so long. */
  async victimSends(peerId: string, ms: number): Promise<number> {
    const { acceptedBytes = 0 } = await this.#victim.figures('sendTo', { peerId, ms });
    return acceptedBytes;
  }

  /** Has the attacker do something to the victim. */
  attack(command: string, plan: { readonly [key: string]: Json } = {}): Promise<Json> {
    return this.#attacker.call(command, { ...this.#target, ...plan });
  }

  /** As `attack`, for commands that tell figures. */
  async attackFigures(
    command: string,
    plan: { readonly [key: string]: Json } = {},
  ): Promise<Readonly<Record<string, number>>> {
    return (await this.attack(command, plan)) as Readonly<Record<string, number>>;
  }

  /** Measures the throughput of the live channel, then new channels of the honest peer. */
  async service(): Promise<Service> {
    const { transferMs, handshakes: count, everyMs } = this.scale;
    const live = await this.#transfer(transferMs);
    const times = await this.#honest.call('handshakes', { count, everyMs });
    return { ...live, ...(times as unknown as Omit<Service, keyof typeof live>) };
  }

  async #transfer(ms: number): Promise<Pick<Service, 'bytesPerSecond' | 'processorMsPerMib'>> {
    const before = await this.state();
    const { bytesPerSecond = 0, sentBytes = 0, processorMs = 0 } = await this.#honest.figures('throughput', { ms });
    const usedMs = processorMs + ((await this.state())['processorMs'] ?? 0) - (before['processorMs'] ?? 0);
    return { bytesPerSecond, processorMsPerMib: usedMs / (sentBytes / 2 ** 20) };
  }

  /** Times of new channels, one after another. */
  async someHandshakes(count: number): Promise<Readonly<Record<string, number>>> {
    return this.#honest.figures('handshakes', { count, everyMs: 0 });
  }

  /** Waits until a condition on the victim's state holds, but not longer than this; gives the last state. */
  async until(condition: (state: VictimState) => boolean, limitMs: number): Promise<VictimState> {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const state = await this.state();
      if (condition(state) || performance.now() > endMs) return state;
      await sleep(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#victim.stop(), this.#attacker.stop(), this.#honest.stop()]);
  }
}
