import type { Finding } from './finding.ts';
import type { Service } from './stage.ts';

/** The bars of a crowd that only holds connections: it takes memory, not the processor. */
export const CROWD_BARS: ServiceBars = { sharePercent: 80, slowdown: 2 };

/** What the honest peer is owed beside a new channel within a second. A flood shares the machine's processors with both. */
export interface ServiceBars {
  readonly sharePercent?: number;
  readonly slowdown?: number;
}

/** How the honest peer was served under attack, against how it was before and afterwards. */
export function servedFindings(
  scenario: string,
  idles: readonly Service[],
  during: Service,
  bars: ServiceBars = {},
): Finding[] {
  const { sharePercent, slowdown } = bars;
  const idle = (of: (service: Service) => number): number => mean(idles.map(of));
  const timed = (figure: string, value: number, unit: string, bar?: Finding['bar']): Finding => ({
    scenario,
    figure,
    value,
    unit,
    timed: true,
    ...(bar === undefined ? {} : { bar }),
  });
  return [
    timed(
      'live channel, of its idle rate',
      (100 * during.bytesPerSecond) / idle((each) => each.bytesPerSecond),
      '%',
      sharePercent === undefined ? undefined : { atLeast: sharePercent },
    ),
    timed(
      'live channel, processor time for a byte, of idle',
      during.processorMsPerMib / idle((each) => each.processorMsPerMib),
      'x',
      sharePercent === undefined ? undefined : { atMost: 100 / sharePercent },
    ),
    timed(
      'honest handshake, p50 (idle)',
      idle((each) => each.p50Ms),
      'ms',
    ),
    timed('honest handshake, p50', during.p50Ms, 'ms'),
    timed(
      'honest handshake, p99 of idle p99',
      during.p99Ms / idle((each) => each.p99Ms),
      'x',
      slowdown === undefined ? undefined : { atMost: slowdown },
    ),
    timed('honest handshake, longest', during.maxMs, 'ms', { atMost: 1000 }),
    {
      scenario,
      figure: 'honest handshakes that failed',
      value: during.failed,
      unit: '',
      bar: { atMost: 0 },
      timed: false,
    },
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
