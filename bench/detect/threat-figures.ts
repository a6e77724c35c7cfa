import type { Clock, SecurityEvent, SecuritySignal } from '../../src/base/index.ts';
import { type Chart, chartPicture, svgPicture } from '../../src/qkd/index.ts';
import { securityProfile, ThreatMonitor } from '../../src/security/index.ts';
import { SeededStream } from './seeded-stream.ts';
import { threatScenarios } from './threat-scenarios.ts';

const MINUTE_MS = 60_000;
const SAMPLE_MS = 5000;
const HOUR_MINUTES = 60;
const TRIALS = 400;
const LATEST_S = 30;
const { detection } = securityProfile('high');

/** A picture for the documents. */
export interface ThreatFigure {
  readonly name: string;
  readonly svg: string;
}

/** The pictures of docs/threat-detection.md, drawn from the same seeds as its tables. */
export function threatFigures(): readonly ThreatFigure[] {
  return [
    { name: 'threat-level.svg', svg: svgPicture(chartPicture(levelChart(), 'light')) },
    { name: 'threat-detection-time.svg', svg: svgPicture(chartPicture(detectionChart(), 'light')) },
  ];
}

/** Time that passes when it is told to. */
class ToldClock implements Clock {
  #nowMs = 0;
  #calls: { readonly dueMs: number; readonly call: () => void }[] = [];

  wallMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, call: () => void): { cancel: () => void } {
    const entry = { dueMs: this.#nowMs + delayMs, call };
    this.#calls.push(entry);
    return { cancel: () => void (this.#calls = this.#calls.filter((other) => other !== entry)) };
  }

  moveTo(ms: number): void {
    for (;;) {
      const next = this.#calls.toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > ms) break;
      this.#calls = this.#calls.filter((entry) => entry !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.call();
    }
    this.#nowMs = ms;
  }
}

interface Phase {
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly everyMs: number;
  readonly signal: SecuritySignal;
}

/** An hour in the life of a device of level high. */
const HOUR: readonly Phase[] = [
  { fromMinute: 0, toMinute: 60, everyMs: 60_000, signal: failureOf('198.51.100.1') },
  { fromMinute: 5, toMinute: 8, everyMs: 250, signal: failureOf('192.0.2.1') },
  { fromMinute: 20, toMinute: 21, everyMs: 10_000, signal: { type: 'record-replayed', peer: 'qf1peer' } },
  { fromMinute: 22, toMinute: 24, everyMs: 2000, signal: { type: 'qkd-aborted', link: 'a-b' } },
];

function failureOf(source: string): SecuritySignal {
  return { type: 'handshake-failed', source, code: 'HANDSHAKE_FAILED' };
}

/** All signals of the hour, in order; each phase is a Poisson process of its own. */
function signalsOfTheHour(): readonly { readonly atMs: number; readonly signal: SecuritySignal }[] {
  return HOUR.flatMap(({ fromMinute, toMinute, everyMs, signal }, phase) => {
    const stream = new SeededStream(`an hour, phase ${phase}`);
    const signals = [];
    for (
      let atMs = fromMinute * MINUTE_MS + stream.exponential(everyMs);
      atMs < toMinute * MINUTE_MS;
      atMs += stream.exponential(everyMs)
    )
      signals.push({ atMs, signal });
    return signals;
  }).toSorted((a, b) => a.atMs - b.atMs);
}

/** The score over the hour, in steps of 5 s. */
function scoresOfTheHour(): readonly (readonly [minute: number, score: number])[] {
  const clock = new ToldClock();
  const events: SecurityEvent[] = [];
  const yes = (): boolean => true;
  const actions = { throttle: yes, suspend: yes, rekey: yes, guard: yes };
  const monitor = new ThreatMonitor({
    clock,
    bounds: detection,
    events: { emit: (event) => events.push(event) },
    actions,
  });
  const signals = [...signalsOfTheHour()];
  const points: [number, number][] = [];
  for (let atMs = 0; atMs <= HOUR_MINUTES * MINUTE_MS; atMs += SAMPLE_MS) {
    while (signals[0] !== undefined && signals[0].atMs <= atMs) {
      const [next] = signals.splice(0, 1);
      if (next === undefined) break;
      clock.moveTo(next.atMs);
      monitor.observe(next.signal);
    }
    clock.moveTo(atMs);
    points.push([atMs / MINUTE_MS, monitor.report().score]);
  }
  monitor.stop();
  return points;
}

function levelChart(): Chart {
  const { elevatedScore } = detection;
  const at = (score: number): readonly (readonly [number, number])[] => [
    [0, score],
    [HOUR_MINUTES, score],
  ];
  return {
    title: 'Threat score of a device over an hour',
    subtitle: '5 min: handshake failures, 4 a second · 20 min: replayed records · 22 min: aborted quantum blocks',
    x: { label: 'minutes', from: 0, to: HOUR_MINUTES, ticks: [0, 10, 20, 30, 40, 50, 60], format: String },
    y: { label: 'score', from: 0, to: 40, ticks: [0, 10, 20, 30, 40], format: String },
    series: [
      { name: 'score', points: scoresOfTheHour() },
      { name: `elevated from ${elevatedScore}`, points: at(elevatedScore), isDashed: true },
      { name: `high from ${3 * elevatedScore}`, points: at(3 * elevatedScore), isDashed: true },
      { name: `critical from ${9 * elevatedScore}`, points: at(9 * elevatedScore), isDashed: true },
    ],
  };
}

/** Attacks whose delays the second picture shows, and what it calls them. */
const SHOWN: readonly (readonly [start: string, name: string])[] = [
  ['handshake failures of one source', 'failures, one source'],
  ['handshake failures everywhere', 'failures everywhere'],
  ['replayed openings', 'replayed openings'],
  ['downgrade probes', 'downgrade probes'],
  ['replayed records', 'replayed records'],
  ['aborted quantum blocks', 'aborted quantum blocks'],
];

function detectionChart(): Chart {
  return {
    title: 'How soon attacks are found',
    subtitle: `Share of ${TRIALS} seeded attacks that were found by then; rates as in the table`,
    x: {
      label: 'seconds since the attack began',
      from: 0,
      to: LATEST_S,
      ticks: [0, 5, 10, 15, 20, 25, 30],
      format: String,
    },
    y: { label: 'found', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: (value) => `${value * 100} %` },
    series: SHOWN.map(([start, name]) => ({ name, points: foundBy(start) })),
  };
}

/** The share of trials that were found by each moment, as steps. */
function foundBy(start: string): readonly (readonly [number, number])[] {
  const scenario = threatScenarios.find(({ name, kind }) => kind === 'attack' && name.startsWith(start));
  if (scenario === undefined) throw new RangeError(`there is no attack ${start}`);
  const { name, run } = scenario;
  const delays = Array.from({ length: TRIALS }, (_, trial) => run(`${name} ${trial}`).foundAfter ?? Infinity);
  const points: [number, number][] = [];
  for (let second = 0; second <= LATEST_S; second += 0.25)
    points.push([second, delays.filter((delay) => delay <= second).length / TRIALS]);
  return points;
}
