import { changePoints } from '../../src/monitor/trends/change-points.ts';
import { unusualValues } from '../../src/monitor/trends/expected-range.ts';
import { DEFAULT_CONFIDENCE } from '../../src/monitor/trends/forecast.ts';
import { runningOut } from '../../src/monitor/trends/running-out.ts';
import { forecastSince } from '../../src/monitor/trends/series-trend.ts';
import { type Share, shareOf } from '../detect/interval.ts';
import { SeededStream } from '../detect/seeded-stream.ts';
import { drainingPool, type SeriesKind, shifted, withSpike } from './seeded-series.ts';

/** Values that are seen, and steps that are forecast. */
const SEEN = 240;
const AHEAD = 60;

/** One line of what was found. */
export interface ForecastFinding {
  readonly group: 'forecasts' | 'pools' | 'changes' | 'unusual values';
  readonly name: string;
  readonly trials: number;
  /** What the share is of. */
  readonly what: string;
  readonly share: Share;
  /** The least or the most that the share should be. */
  readonly bar: { readonly side: 'least' | 'most'; readonly share: number };
  /** Other figures, as text. */
  readonly also: string;
  /** Whether the bar is outside of what the interval allows. */
  readonly broken: boolean;
}

function finding(fields: Omit<ForecastFinding, 'broken'>): ForecastFinding {
  const { share, bar } = fields;
  return { ...fields, broken: bar.side === 'least' ? share.high < bar.share : share.low > bar.share };
}

/**
 * Forecasts series of a kind, of which the continuation is known.
 *
 * A trial holds when the truth at the last of the steps lies within the interval: one outcome a series, so that outcomes are independent.
 */
export function forecastTrials(kind: SeriesKind, trials: number, least: number): ForecastFinding {
  let held = 0;
  const errors = { ours: 0, naive: 0 };
  const methods = new Map<string, number>();
  for (let trial = 0; trial < trials; trial += 1) {
    const values = kind.draw(new SeededStream(`${kind.name} ${trial}`), SEEN + AHEAD);
    const seen = values.slice(0, SEEN);
    const forecast = forecastSince(
      seen,
      changePoints(seen).map(({ at }) => at),
      AHEAD,
    );
    const truth = values[SEEN + AHEAD - 1] ?? 0;
    const band = forecast?.ahead(AHEAD) ?? { expected: 0, low: 0, high: 0 };
    if (truth >= band.low && truth <= band.high) held += 1;
    errors.ours += Math.abs(truth - band.expected);
    errors.naive += Math.abs(truth - (seen.at(-1) ?? 0));
    methods.set(forecast?.method ?? 'none', (methods.get(forecast?.method ?? 'none') ?? 0) + 1);
  }
  const chosen = [...methods].toSorted((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
  return finding({
    group: 'forecasts',
    name: kind.name,
    trials,
    what: `${DEFAULT_CONFIDENCE * 100} % intervals that held`,
    share: shareOf(held, trials),
    bar: { side: 'least', share: least },
    also: `error ${(errors.ours / errors.naive).toFixed(2)} of naive; ${chosen.join(', ')}`,
  });
}

/** Says of pools when they run dry, after a third of the way, and compares with when they did. */
export function poolTrials(
  name: string,
  perStep: number,
  variation: number,
  trials: number,
  least: number,
): ForecastFinding {
  let held = 0;
  const errors: number[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    const levels = drainingPool(new SeededStream(`${name} ${trial}`), 720 * perStep, perStep, variation);
    const seen = Math.floor(levels.length / 3);
    const found = runningOut(levels.slice(0, seen), 0, 'floor');
    if (found.status !== 'runs-out') continue;
    const truth = levels.length - seen;
    errors.push(Math.abs(found.expectedSteps - truth) / truth);
    if (truth >= found.earliestSteps && truth <= (found.latestSteps ?? Number.POSITIVE_INFINITY)) held += 1;
  }
  const middle = errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)] ?? Number.NaN;
  return finding({
    group: 'pools',
    name,
    trials,
    what: 'dry between the earliest and the latest time told',
    share: shareOf(held, errors.length),
    bar: { side: 'least', share: least },
    also: `told of ${errors.length} pools; median error ${(middle * 100).toFixed(1)} % of the time left`,
  });
}

/** Looks for changes where there is none. */
export function quietTrials(kind: SeriesKind, trials: number, most: number): ForecastFinding {
  const alarms = Array.from({ length: trials }, (_, trial) =>
    kind.draw(new SeededStream(`${kind.name} q${trial}`), SEEN),
  )
    .map((values) => changePoints(values).length)
    .filter((count) => count > 0).length;
  return finding({
    group: 'changes',
    name: kind.name,
    trials,
    what: 'series with a false change',
    share: shareOf(alarms, trials),
    bar: { side: 'most', share: most },
    also: '',
  });
}

/** Looks for a shift in the middle: found within three values of where it was, and nothing else. */
export function shiftTrials(byDeviations: number, trials: number, least: number): ForecastFinding {
  const kind = shifted(byDeviations);
  let found = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const changes = changePoints(kind.draw(new SeededStream(`${kind.name} ${trial}`), SEEN));
    if (changes.length === 1 && Math.abs((changes[0]?.at ?? 0) - SEEN / 2) <= 3) found += 1;
  }
  return finding({
    group: 'changes',
    name: kind.name,
    trials,
    what: 'shifts found where they were',
    share: shareOf(found, trials),
    bar: { side: 'least', share: least },
    also: '',
  });
}

/** Looks for a spike at the end, and for alarms before it. */
export function spikeTrials(
  byDeviations: number,
  trials: number,
  least: number,
  mostFalse: number,
): readonly ForecastFinding[] {
  let [found, falseAlarms] = [0, 0];
  const length = 124;
  for (let trial = 0; trial < trials; trial += 1) {
    const values = withSpike(new SeededStream(`spike ${byDeviations} ${trial}`), length, byDeviations);
    const unusual = unusualValues(values, []);
    if (unusual.some(({ at }) => at === length - 1)) found += 1;
    falseAlarms += unusual.filter(({ at }) => at < length - 1).length;
  }
  const judged = trials * 100;
  const group = 'unusual values';
  return [
    finding({
      group,
      name: `a spike of ${byDeviations} deviations`,
      trials,
      what: 'spikes found',
      share: shareOf(found, trials),
      bar: { side: 'least', share: least },
      also: '',
    }),
    finding({
      group,
      name: 'normal noise',
      trials: judged,
      what: 'values called unusual',
      share: shareOf(falseAlarms, judged),
      bar: { side: 'most', share: mostFalse },
      also: '',
    }),
  ];
}
