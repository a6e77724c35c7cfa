import { QForgeError } from '../base/index.ts';
import type { PerformanceSnapshot } from './performance-snapshot.ts';

/** From which value on a figure is worse than healthy. */
export interface StatusLimits {
  readonly degraded: number;
  readonly unhealthy: number;
  readonly critical: number;
}

/** The limits of every figure that decides on health. */
export interface HealthLimits {
  /** The 99th percentile of the event loop's delay, in milliseconds: above is worse. */
  readonly eventLoopDelayMs: StatusLimits;
  /** Processor time over time: above is worse. 1 is one processor. */
  readonly processorRatio: StatusLimits;
  /** Heap in use over its limit: above is worse. */
  readonly heapRatio: StatusLimits;
  /** Open descriptors over their limit: above is worse. */
  readonly descriptorRatio: StatusLimits;
  /** The 99th percentile of times to an acknowledgement, in milliseconds: above is worse. */
  readonly acknowledgementMs: StatusLimits;
  /** Share of messages that were acknowledged, of those whose fate is known: below is worse. */
  readonly successRatio: StatusLimits;
  /** Share of handshakes that failed: above is worse. */
  readonly handshakeFailureRatio: StatusLimits;
}

/** What holds unless configuration says otherwise. */
export const defaultHealthLimits: HealthLimits = {
  eventLoopDelayMs: { degraded: 100, unhealthy: 500, critical: 2000 },
  processorRatio: { degraded: 0.9, unhealthy: 1.5, critical: 3 },
  heapRatio: { degraded: 0.75, unhealthy: 0.85, critical: 0.95 },
  descriptorRatio: { degraded: 0.7, unhealthy: 0.85, critical: 0.95 },
  acknowledgementMs: { degraded: 1000, unhealthy: 5000, critical: 30_000 },
  successRatio: { degraded: 0.99, unhealthy: 0.95, critical: 0.5 },
  handshakeFailureRatio: { degraded: 0.2, unhealthy: 0.6, critical: 0.95 },
};

/** How one figure is read from a snapshot and spoken of. */
export interface HealthFigure {
  readonly name: string;
  readonly worse: 'above' | 'below';
  /** Undefined where nothing was measured. */
  readonly read: (snapshot: PerformanceSnapshot) => number | undefined;
  /** The value as a person reads it. */
  readonly show: (value: number) => string;
  /** What the value says: `the event loop is 120 ms late`. */
  readonly say: (shown: string) => string;
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Every figure that decides on health, by the name of its limits. */
export const healthFigures: Readonly<Record<keyof HealthLimits, HealthFigure>> = {
  eventLoopDelayMs: {
    name: 'event loop',
    worse: 'above',
    read: ({ eventLoopDelayMs }) => eventLoopDelayMs.p99,
    show: milliseconds,
    say: (shown) => `the event loop is ${shown} late`,
  },
  processorRatio: {
    name: 'processor',
    worse: 'above',
    read: ({ processorRatio }) => processorRatio,
    show: percent,
    say: (shown) => `the process takes ${shown} of a processor`,
  },
  heapRatio: {
    name: 'heap',
    worse: 'above',
    read: ({ heapUsedBytes, heapLimitBytes }) => heapUsedBytes / heapLimitBytes,
    show: percent,
    say: (shown) => `${shown} of the heap is in use`,
  },
  descriptorRatio: {
    name: 'descriptors',
    worse: 'above',
    read: ({ openDescriptors, maxDescriptors }) =>
      openDescriptors === undefined || maxDescriptors === undefined ? undefined : openDescriptors / maxDescriptors,
    show: percent,
    say: (shown) => `${shown} of the file descriptors are open`,
  },
  acknowledgementMs: {
    name: 'acknowledgements',
    worse: 'above',
    read: ({ latencyMs }) => latencyMs?.p99,
    show: milliseconds,
    say: (shown) => `acknowledgements take ${shown}`,
  },
  successRatio: {
    name: 'messages',
    worse: 'below',
    read: ({ successRatio }) => successRatio,
    show: percent,
    say: (shown) => `${shown} of the messages are acknowledged`,
  },
  handshakeFailureRatio: {
    name: 'handshakes',
    worse: 'above',
    read: ({ handshakeFailureRatio }) => handshakeFailureRatio,
    show: percent,
    say: (shown) => `${shown} of the handshakes fail`,
  },
};

/** The names of all figures that have limits. */
export const healthFigureNames: readonly (keyof HealthLimits)[] = Object.keys(healthFigures) as (keyof HealthLimits)[];

/** Limits with those that are given in place of the defaults. Throws `ARGUMENT_INVALID` if a worse status has a better limit. */
export function healthLimits(given: Partial<HealthLimits> = {}): HealthLimits {
  const limits = { ...defaultHealthLimits, ...given };
  for (const name of healthFigureNames) {
    const { degraded, unhealthy, critical } = limits[name];
    const [first, second, third] =
      healthFigures[name].worse === 'above' ? [degraded, unhealthy, critical] : [critical, unhealthy, degraded];
    if (first <= second && second <= third) continue;
    const reason = `the limits of ${name} must grow worse from degraded to critical`;
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'health', reason });
  }
  return limits;
}
