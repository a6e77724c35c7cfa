import { type Clock, isQForgeError, type Logger, type SecuritySignalSink } from '../../base/index.ts';
import type { KeyBlock, QkdSession } from '../key-block.ts';
import type { Kme } from './kme.ts';
import type { Neighbour } from './kme-parts.ts';

/** How long the link rests when its pool is full, or after a block that came to nothing. */
const REST_MS = 250;

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
  readonly clock: Clock;
  readonly logger: Logger;
  /** Is told the error rate of each block, and of blocks that were given up. */
  readonly signals?: SecuritySignalSink;
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
    const { kme, neighbour } = this.#parts;
    let problem: Problem | undefined;
    while (!signal.aborted && problem?.code !== 'QKD_AUTHENTICATION_KEY_USED_UP') {
      const isMaking = kme.hasRoom(neighbour.id);
      const last = problem;
      if (isMaking) problem = await this.#tryBlock();
      if (problem !== undefined && problem.reason !== last?.reason) this.#warn(problem, signal);
      if (!isMaking || problem !== undefined) await this.#rest(signal);
    }
  }

  async #tryBlock(): Promise<Problem | undefined> {
    try {
      await this.#feed(await this.#parts.session.nextBlock());
      return undefined;
    } catch (error) {
      const code = isQForgeError(error) ? error.code : 'INTERNAL';
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
    const { kme, neighbour, pulseRateHz, signals } = this.#parts;
    if (report.tested > 0)
      signals?.({ type: 'qber', link: neighbour.id, errorRatio: report.qber, bits: report.tested });
    using own = alice;
    using theirs = bob;
    const keyRate = report.secretKeyRatePerPulse * pulseRateHz;
    const quality = { qber: report.qber, keyRate, simulated: report.simulated };
    const firstUnit = await neighbour.handOver({ voidFrom: kme.nextUnit(neighbour.id), key: theirs, quality });
    kme.deposit(neighbour.id, firstUnit, { key: own, quality });
  }

  async #rest(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const pending = this.#parts.clock.schedule(REST_MS, resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    pending.cancel();
  }
}
