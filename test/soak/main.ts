import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryTrend } from './memory-trend.ts';
import { runSoak, type SoakPlan } from './soak-run.ts';

const USAGE = `Usage: npm run soak -- [--seconds N] [--json]

  Two clients over real sockets: numbered messages and streams, rekeys, cuts, one outage of a sixtieth of the time and at most 30 s, renewed
  device keys, visitors. Fails when a message is lost, doubled or out of order, when an error is handled by nobody, or when resident memory
  after warm-up (a third of the time) grows by more than 5 %. Memory is judged in runs of five minutes and more: a shorter one is all warm-up.
  Visitors that a busy machine keeps beyond a deadline are counted and printed; more than half of them are a failure.

  --seconds N  how long; default 1800, at least 20
  --json       one JSON object
`;

/** The most that resident memory may grow after warm-up. */
const MAX_GROWTH = 0.05;
/** Shorter runs print how memory has grown, and judge it not. */
const JUDGED_SECONDS = 300;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1800' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const seconds = Number(values.seconds);
  if (values.help || !(seconds >= 20)) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const result = await runSoak(planOf(seconds), collector(), (line) => process.stderr.write(`${line}\n`));
  const trend = memoryTrend(result.samples);
  const judged = seconds >= JUDGED_SECONDS;
  const away = Object.values(result.turnedAway).reduce((sum, times) => sum + times, 0);
  // Some may be late on a busy machine; if nobody gets in any more, the server is broken.
  const isOpen = away <= result.visits / 2;
  const holds = (!judged || trend.growth <= MAX_GROWTH) && result.unhandled.length === 0 && isOpen;
  const { samples: _, ...counts } = result;
  const text =
    `${seconds} s, ${counts.traffic.taken} messages and ${counts.traffic.streams} streams (${counts.traffic.cutStreams} cut), ` +
    `${counts.sessions} sessions, ${counts.rekeys} rekeys, ${counts.cuts} cuts, ${counts.rotations} key rotations, ${counts.visits} visitors${awayText(counts.turnedAway)}, ` +
    `memory ${megabytes(trend.beginBytes)} to ${megabytes(trend.endBytes)} (${(trend.growth * 100).toFixed(1)} %${judged ? '' : ', not judged'}), ` +
    `${counts.unhandled.length} unhandled`;
  process.stdout.write(
    values.json ? `${JSON.stringify({ seconds, holds, memoryJudged: judged, trend, ...counts })}\n` : `${text}\n`,
  );
  for (const error of counts.unhandled) process.stderr.write(`unhandled: ${error}\n`);
  return holds ? 0 : 1;
}

function awayText(turnedAway: Readonly<Record<string, number>>): string {
  const codes = Object.entries(turnedAway).map(([code, times]) => `${times} ${code}`);
  return codes.length === 0 ? '' : ` (turned away: ${codes.join(', ')})`;
}

function planOf(seconds: number): SoakPlan {
  const totalMs = seconds * 1000;
  return {
    totalMs,
    rekeyEveryMs: 1500,
    cutEveryMs: Math.max(4000, totalMs / 120),
    outageMs: Math.min(30_000, totalMs / 60),
    rotateEveryMs: Math.max(5000, totalMs / 60),
    visitEveryMs: 2000,
  };
}

/** Collects garbage, so that what is measured is what is held. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
