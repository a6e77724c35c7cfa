import {
  type Clock,
  isQForgeError,
  type Logger,
  type RandomSource,
  type SecuritySignalSink,
} from '../../base/index.ts';
import { BackOff, type BackOffPlan, type ErrorStatistics, pause } from '../../resilience/index.ts';
import type { LinkFibre } from '../etsi/fibre-members.ts';
import type { KeyBlock, QkdSession } from '../key-block.ts';
import type { Kme } from './kme.ts';
import type { Neighbour } from './kme-parts.ts';

/** How long the link rests when its pool is full, or after a block that was given up: each one shows how the link does. */
const REST_MS = 250;
/** How long after a block that the other end did not take, and longer after each further one. docs/resilience.md */
const UNDELIVERED: BackOffPlan = { growth: 'exponential', firstMs: REST_MS, capMs: 10_000, jitter: 'half' };

/** Why a block came to nothing. */
interface Problem {
  readonly code: string;
  readonly reason: string;
}

/** What a feeder works with. */
export interface LinkFeederParts {
  readonly kme: Kme;
  readonly neighbour: Neighbour;
  readonly session: QkdSession;
  /** Pulses that the link sends in a second: what turns a rate per pulse into one per second. */
  readonly pulseRateHz: number;
  /** What is known of the fibre between; default: nothing. */
  readonly fibre?: Pick<LinkFibre, 'lengthKm' | 'lossDb'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Draws pauses. */
  readonly random: RandomSource;
  /** Is told the error rate of each block, and of blocks that were given up. */
  readonly signals?: SecuritySignalSink;
  /** Counts the blocks that were lost, by why. */
  readonly errors?: ErrorStatistics | undefined;
}

/**
 * Runs the simulated link at its master's end: keeps one half of each block and hands the other over.
 *
 * With a real link each end would have its own half and nothing would be sent; that is one reason why a simulated one
 * protects nothing. spec/kme §3.1
 */
export class LinkFeeder {
  readonly #parts: LinkFeederParts;

  constructor(parts: LinkFeederParts) {
    this.#parts = parts;
  }

  /**
   * Makes blocks whenever there is room, until the signal or until the ends of the link can authenticate each other no more.
   *
   * Never rejects: what goes wrong is tried again, and logged unless the block before was lost for the same reason.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { kme, neighbour, clock, random } = this.#parts;
    const backOff = new BackOff(UNDELIVERED, random);
    let problem: Problem | undefined;
    while (!signal.aborted && problem?.code !== 'QKD_AUTHENTICATION_KEY_USED_UP') {
      const isMaking = kme.hasRoom(neighbour.id);
      const last = problem;
      if (isMaking) problem = await this.#tryBlock(signal);
      if (problem !== undefined && problem.reason !== last?.reason) this.#warn(problem, signal);
      if (problem === undefined) backOff.reset();
      const isUndelivered = isMaking && problem !== undefined && problem.code !== 'QKD_ABORTED';
      const restMs = isUndelivered ? backOff.next() : REST_MS;
      if (!isMaking || problem !== undefined) await pause(clock, restMs, signal);
    }
  }

  async #tryBlock(signal: AbortSignal): Promise<Problem | undefined> {
    try {
      await this.#feed(await this.#parts.session.nextBlock());
      return undefined;
    } catch (error) {
      const code = isQForgeError(error) ? error.code : 'INTERNAL';
      if (!signal.aborted) this.#parts.errors?.note(error);
      if (code === 'QKD_ABORTED') this.#parts.signals?.({ type: 'qkd-aborted', link: this.#parts.neighbour.id });
      return { code, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A block that this end cuts off itself is no loss. */
  #warn({ code, reason }: Problem, signal: AbortSignal): void {
    if (signal.aborted) return;
    const { logger, kme, neighbour } = this.#parts;
    logger.log('warn', 'quantum', 'a block of the link was lost', { kme: kme.id, link: neighbour.id, code, reason });
  }

  /** The other end stores first: what it alone has is dropped by the next block, what this end alone has would be burnt. */
  async #feed({ alice, bob, report }: KeyBlock): Promise<void> {
    const { kme, neighbour, pulseRateHz, fibre, signals } = this.#parts;
    if (report.tested > 0)
      signals?.({ type: 'qber', link: neighbour.id, errorRatio: report.qber, bits: report.tested });
    using own = alice;
    using theirs = bob;
    const keyRate = report.secretKeyRatePerPulse * pulseRateHz;
    const { qber, simulated } = report;
    const quality = { qber, keyRate, simulated, fibre: { ...fibre, pulseRateHz } };
    const firstUnit = await neighbour.handOver({ voidFrom: kme.nextUnit(neighbour.id), key: theirs, quality });
    kme.deposit(neighbour.id, firstUnit, { key: own, quality });
  }
}
