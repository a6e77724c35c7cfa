import { type Mean, meanOf, type Share, shareOf } from './interval.ts';

/** One seeded trial: after how much an attack was found. */
export interface Trial {
  /** In the unit of the scenario; undefined: it was not found. */
  readonly foundAfter: number | undefined;
}

/** Something that happens to a detector again and again, each time from another seed. */
export interface DetectScenario {
  readonly group: 'entropy' | 'threats';
  readonly name: string;
  readonly kind: 'attack' | 'quiet';
  /** What `foundAfter` counts. */
  readonly unit: string;
  readonly trials: { readonly full: number; readonly quick: number };
  readonly run: (seed: string) => Trial;
  /** For an attack: the least share that must be found. For quiet: the largest share of trials with an alarm, by design. */
  readonly bar: number;
}

/** What came of a scenario. */
export interface DetectFinding {
  readonly group: string;
  readonly name: string;
  readonly kind: 'attack' | 'quiet';
  readonly trials: number;
  /** Trials with an alarm. */
  readonly alarms: Share;
  readonly delay: Mean | undefined;
  readonly unit: string;
  readonly bar: number;
  /** Whether the bar is outside what the 95 % interval allows. */
  readonly broken: boolean;
}

/** Runs a scenario over all its seeds. */
export function findingOf(scenario: DetectScenario, trials: number): DetectFinding {
  const { group, name, kind, unit, bar, run } = scenario;
  const delays = Array.from({ length: trials }, (_, trial) => run(`${name} ${trial}`).foundAfter);
  const found = delays.filter((delay) => delay !== undefined);
  const alarms = shareOf(found.length, trials);
  const broken = kind === 'attack' ? alarms.high < bar : alarms.low > bar;
  return { group, name, kind, trials, alarms, delay: meanOf(found), unit, bar, broken };
}
