import type { SecuritySignal } from '../../src/base/index.ts';
import { type DetectorName, securityProfile, ThreatDetectors } from '../../src/security/index.ts';
import type { DetectScenario, Trial } from './detect-scenario.ts';
import { SeededStream } from './seeded-stream.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BITS = 1000;
const SOURCE = '192.0.2.1';
const PEER = 'qf1peer';
const LINK = 'a-b';
const QUIET_BLOCKS = 2000;
const QUIET_TIMES = 2000;

const { detection } = securityProfile('high');

/** When a signal comes; in milliseconds. */
interface Timed {
  readonly atMs: number;
  readonly signal: SecuritySignal;
}

/** A Poisson process of signals. */
function* poisson(
  stream: SeededStream,
  perHour: number,
  fromMs: number,
  untilMs: number,
  signal: SecuritySignal,
): Generator<Timed> {
  const meanMs = HOUR_MS / perHour;
  for (let atMs = fromMs + stream.exponential(meanMs); atMs < untilMs; atMs += stream.exponential(meanMs))
    yield { atMs, signal };
}

/** After how many seconds from the start of an attack one of these detectors says so. */
function secondsUntil(
  detectors: ThreatDetectors,
  wanted: DetectorName,
  attack: Iterable<Timed>,
  fromMs: number,
): Trial {
  for (const { atMs, signal } of attack) {
    const isFound = detectors.observe(signal, atMs).some(({ detector }) => detector === wanted);
    if (isFound) return { foundAfter: (atMs - fromMs) / 1000 };
  }
  return { foundAfter: undefined };
}

interface RateAttack {
  readonly name: string;
  readonly detector: DetectorName;
  readonly signal: SecuritySignal;
  readonly usualPerHour: number;
  readonly raisedPerHour: number;
  readonly forMs: number;
}

const failure: SecuritySignal = { type: 'handshake-failed', source: SOURCE, code: 'HANDSHAKE_FAILED' };

const rateAttacks: readonly RateAttack[] = [
  rateAttack('handshake failures of one source, 4 a second for 1 min', 'handshake failures', failure, 60, 14_400),
  rateAttack(
    'handshake failures everywhere, 20 a second for 1 min',
    'handshake failures everywhere',
    failure,
    600,
    72_000,
  ),
  rateAttack(
    'replayed openings, 1 a second for 1 min',
    'replayed openings',
    { type: 'opening-replayed', source: SOURCE },
    0,
    3600,
  ),
  rateAttack(
    'downgrade probes, 1 a second for 1 min',
    'refused suites',
    { type: 'suite-refused', source: SOURCE },
    1,
    3600,
  ),
  rateAttack(
    'replayed records, 1 in 10 s for 1 min',
    'records out of place',
    { type: 'record-replayed', peer: PEER },
    0,
    360,
  ),
  rateAttack('forged records, 1 in 10 s for 1 min', 'forged records', { type: 'record-forged', peer: PEER }, 0, 360),
  rateAttack(
    'malformed frames, 1 in 10 s for 1 min',
    'malformed frames',
    { type: 'frame-malformed', peer: PEER },
    0,
    360,
  ),
  rateAttack(
    'aborted quantum blocks, 1 in 2 s for 1 min',
    'aborted quantum blocks',
    { type: 'qkd-aborted', link: LINK },
    2,
    1800,
  ),
  rateAttack(
    'failure of the system generator',
    'entropy failures',
    { type: 'entropy-failed', name: 'system', required: true },
    0,
    360,
  ),
];

function rateAttack(
  name: string,
  detector: DetectorName,
  signal: SecuritySignal,
  usualPerHour: number,
  raisedPerHour: number,
): RateAttack {
  return { name, detector, signal, usualPerHour, raisedPerHour, forMs: 60_000 };
}

function runRateAttack(attack: RateAttack, seed: string): Trial {
  const stream = new SeededStream(seed);
  const detectors = new ThreatDetectors(detection);
  const { signal, usualPerHour, raisedPerHour, forMs, detector } = attack;
  if (usualPerHour > 0)
    for (const { atMs } of poisson(stream, usualPerHour, 0, HOUR_MS, signal)) detectors.observe(signal, atMs);
  return secondsUntil(detectors, detector, poisson(stream, raisedPerHour, HOUR_MS, HOUR_MS + forMs, signal), HOUR_MS);
}

/** Blocks of a link until the error rate is called raised; the first `quiet` are of the usual one. */
function linkBlocks(seed: string, quiet: number, raised: number, extra: number): Trial {
  const stream = new SeededStream(seed);
  const detectors = new ThreatDetectors(detection);
  for (let block = 1; block <= quiet + raised; block += 1) {
    const errorRatio = stream.binomial(BITS, block > quiet ? 0.02 + extra : 0.02) / BITS;
    const isFound = detectors.observe({ type: 'qber', link: LINK, errorRatio, bits: BITS }, block * 1000).length > 0;
    if (isFound) return { foundAfter: block > quiet ? block - quiet : block };
  }
  return { foundAfter: undefined };
}

/** Log-normal times, a fifth apart; from `quiet` on so many times as long. */
function messageTimes(seed: string, quiet: number, later: number, factor: number): Trial {
  const stream = new SeededStream(seed);
  const detectors = new ThreatDetectors(detection);
  for (let index = 1; index <= quiet + later; index += 1) {
    const durationMs = 3 * (index > quiet ? factor : 1) * Math.exp(0.2 * stream.normal());
    if (detectors.observe({ type: 'message-acknowledged', peer: PEER, durationMs }, index).length > 0)
      return { foundAfter: index > quiet ? index - quiet : index };
  }
  return { foundAfter: undefined };
}

/** A day at exactly the rate that a detector calls usual: false alarms come once in 30 days at most. */
function quietDay(perHour: number, signal: SecuritySignal, detector: DetectorName) {
  return (seed: string): Trial => {
    const detectors = new ThreatDetectors(detection);
    return secondsUntil(detectors, detector, poisson(new SeededStream(seed), perHour, 0, DAY_MS, signal), 0);
  };
}

const group = 'threats';
const trials = { full: 400, quick: 60 };
const dayBar = DAY_MS / detection.falseAlarmMs;

/** Attacks on a device of level high, and quiet times. docs/spec/threat-detection.md */
export const threatScenarios: readonly DetectScenario[] = [
  ...rateAttacks.map(
    (attack): DetectScenario => ({
      group,
      name: attack.name,
      kind: 'attack',
      unit: 's',
      trials,
      bar: 0.95,
      run: (seed) => runRateAttack(attack, seed),
    }),
  ),
  ...(
    [
      ['eavesdropper on all pulses: +25 % errors', 0.25],
      ['eavesdropper on an eighth of them: +3 % errors', 0.03],
    ] as const
  ).map(
    ([name, extra]): DetectScenario => ({
      group,
      name,
      kind: 'attack',
      unit: 'blocks',
      trials: { full: 200, quick: 30 },
      bar: 0.95,
      run: (seed) => linkBlocks(seed, 20, 10, extra),
    }),
  ),
  {
    group,
    name: 'messages that take twice as long, 60 of them',
    kind: 'attack',
    unit: 'times',
    trials,
    bar: 0.95,
    run: (seed) => messageTimes(seed, 100, 60, 2),
  },
  {
    group,
    name: 'a day of usual handshake failures of one source',
    kind: 'quiet',
    unit: 's',
    trials: { full: 300, quick: 20 },
    bar: dayBar,
    run: quietDay(600, failure, 'handshake failures'),
  },
  {
    group,
    name: 'a day of usual downgrade probes',
    kind: 'quiet',
    unit: 's',
    trials: { full: 2000, quick: 200 },
    bar: dayBar,
    run: quietDay(10, { type: 'suite-refused', source: SOURCE }, 'refused suites'),
  },
  {
    group,
    name: 'a day of usual aborted quantum blocks',
    kind: 'quiet',
    unit: 's',
    trials: { full: 2000, quick: 200 },
    bar: dayBar,
    run: quietDay(12, { type: 'qkd-aborted', link: LINK }, 'aborted quantum blocks'),
  },
  {
    group,
    name: `${QUIET_BLOCKS} blocks of a quiet link`,
    kind: 'quiet',
    unit: 'blocks',
    trials: { full: 100, quick: 4 },
    bar: QUIET_BLOCKS / 1e6,
    run: (seed) => linkBlocks(seed, QUIET_BLOCKS, 0, 0),
  },
  {
    group,
    name: `${QUIET_TIMES} log-normal message times`,
    kind: 'quiet',
    unit: 'times',
    trials: { full: 100, quick: 10 },
    bar: 0.05,
    run: (seed) => messageTimes(seed, QUIET_TIMES, 0, 1),
  },
];
