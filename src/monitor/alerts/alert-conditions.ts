import { expectedRange, RANGE_VALUES } from '../trends/expected-range.ts';
import type { Outlook } from '../trends/outlook.ts';
import { formatSeriesName, parseSeriesName, seriesUnit } from '../trends/series-name.ts';
import type { AlertBounds, AlertRule, SeriesChoice } from './alert-rule.ts';
import { shownValue } from './shown-value.ts';

/** What a rule finds in one series at one moment. */
export interface Found {
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | undefined;
  readonly limit: number | undefined;
  /** Whether the condition holds. */
  readonly holds: boolean;
  readonly sentence: string;
}

/** What is known at one moment. */
export interface Moment {
  readonly values: ReadonlyMap<string, number>;
  readonly spanSeconds: number;
  readonly outlooks: () => readonly Outlook[];
  readonly nowMs: number;
}

/** Looks for the condition of one rule, and remembers what that takes from one moment to the next. */
export class ConditionWatch {
  readonly #rule: AlertRule;
  /** The last values of every series that the rule is about, the latest last. */
  readonly #before = new Map<string, number[]>();

  constructor(rule: AlertRule) {
    this.#rule = rule;
  }

  /** What the rule finds now, series by series; those without a value are left out but where absence is looked for. */
  look(moment: Moment): readonly Found[] {
    const { condition } = this.#rule;
    if (condition.kind === 'outlook') return soonOut(moment, condition.withinMs);
    const chosen = [...moment.values].filter(([name]) => isChosen(name, condition.series));
    const found =
      condition.kind === 'absence'
        ? this.#absent(new Set(chosen.map(([name]) => name)), condition.series)
        : chosen.flatMap(([name, value]) => this.#present(name, value, moment.spanSeconds));
    for (const [name, value] of chosen) this.#remember(name, value);
    return found;
  }

  #present(name: string, value: number, spanSeconds: number): readonly Found[] {
    const { condition } = this.#rule;
    const before = this.#before.get(name) ?? [];
    if (condition.kind === 'threshold') return [beyond(name, value, condition, 'is')];
    if (condition.kind === 'anomaly') return unusual(name, value, before);
    const last = before.at(-1);
    if (condition.kind !== 'rate' || last === undefined || spanSeconds <= 0) return [];
    return [beyond(name, (value - last) / spanSeconds, condition, 'changes a second by')];
  }

  /** A choice that no series ever fitted is absent under its own name. */
  #absent(present: ReadonlySet<string>, series: SeriesChoice): readonly Found[] {
    const known = this.#before.size === 0 && present.size === 0 ? [formatSeriesName(series)] : this.#before.keys();
    return [...new Set([...known, ...present])].map((name) => ({
      series: name,
      labels: labelsOf(name),
      value: undefined,
      limit: undefined,
      holds: !present.has(name),
      sentence: `${name} has no value.`,
    }));
  }

  #remember(name: string, value: number): void {
    const kept = this.#before.get(name) ?? [];
    kept.push(value);
    const most = this.#rule.condition.kind === 'anomaly' ? RANGE_VALUES : 1;
    if (kept.length > most) kept.shift();
    this.#before.set(name, kept);
  }
}

/** Whether a rule's choice takes in a series. */
export function isChosen(name: string, { kind, metric, labels }: SeriesChoice): boolean {
  const parsed = parseSeriesName(name);
  if (parsed === undefined || parsed.kind !== kind || parsed.metric !== metric) return false;
  return Object.entries(labels).every(([label, value]) => parsed.labels[label] === value);
}

function labelsOf(name: string): Readonly<Record<string, string>> {
  return parseSeriesName(name)?.labels ?? {};
}

function show(name: string, value: number): string {
  const parsed = parseSeriesName(name);
  return shownValue(value, parsed === undefined ? 'count' : seriesUnit(parsed));
}

function beyond(name: string, value: number, { above, below }: AlertBounds, verb: string): Found {
  const isAbove = above !== undefined && value > above;
  const isBelow = below !== undefined && value < below;
  const limit = isBelow ? below : (above ?? below);
  const side = limit === above ? 'above' : 'below';
  const sentence = `${name} ${verb} ${show(name, value)}, ${side} ${show(name, limit ?? 0)}.`;
  return { series: name, labels: labelsOf(name), value, limit, holds: isAbove || isBelow, sentence };
}

function unusual(name: string, value: number, before: readonly number[]): readonly Found[] {
  const range = expectedRange(before);
  if (range === undefined) return [];
  const { low, high } = range;
  const sentence = `${name} is ${show(name, value)}, and was expected between ${show(name, low)} and ${show(name, high)}.`;
  const limit = value > high ? high : low;
  return [{ series: name, labels: labelsOf(name), value, limit, holds: value < low || value > high, sentence }];
}

function soonOut({ outlooks, nowMs }: Moment, withinMs: number): readonly Found[] {
  return outlooks().map(({ series, sentence, now, limit, status, expectedAtMs = Number.POSITIVE_INFINITY }) => ({
    series,
    labels: labelsOf(series),
    value: now,
    limit,
    holds: status === 'runs-out' && expectedAtMs - nowMs <= withinMs,
    sentence,
  }));
}
