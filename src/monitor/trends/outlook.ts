import { durationText } from './duration-text.ts';
import { evenValues } from './even-values.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import { type RunningOut, runningOut } from './running-out.ts';
import type { SeriesName } from './series-name.ts';

/** How far back is looked to tell when something runs out. */
const LOOK_BACK_MS = 3_600_000;

/** Something that can run out: which series says how much there is, and where it ends. */
interface OutlookSubject {
  readonly metric: string;
  readonly side: 'floor' | 'ceiling';
  readonly limit: (latest: ReadonlyMap<string, number>) => number | undefined;
  readonly name: (labels: SeriesName['labels']) => string;
  /** What happens to it at the limit: `runs dry`. */
  readonly end: string;
}

const subjects: readonly OutlookSubject[] = [
  {
    metric: 'qforge_kme_stored_keys',
    side: 'floor',
    limit: () => 0,
    name: ({ link }) => `key pool of the link to ${link ?? ''}`,
    end: 'runs dry',
  },
  {
    metric: 'qforge_shared_keys_stored',
    side: 'floor',
    limit: () => 0,
    name: ({ peer }) => `key pool shared with ${peer ?? ''}`,
    end: 'runs dry',
  },
  {
    metric: 'nodejs_heap_used_bytes',
    side: 'ceiling',
    limit: (latest) => latest.get('nodejs_heap_limit_bytes'),
    name: () => 'heap',
    end: 'is full',
  },
  {
    metric: 'process_open_fds',
    side: 'ceiling',
    limit: (latest) => latest.get('process_max_fds'),
    name: () => 'table of file descriptors',
    end: 'is full',
  },
];

/** What will become of something that can run out. Times in milliseconds since 1970. */
export interface Outlook {
  readonly name: string;
  readonly series: string;
  readonly status: 'runs-out' | 'steady' | 'not-enough-data';
  readonly sentence: string;
  readonly limit: number;
  readonly now: number;
  readonly expectedAtMs?: number;
  readonly earliestAtMs?: number;
  /** Left out: perhaps never. */
  readonly latestAtMs?: number;
  readonly confidence?: number;
}

/** A series that can run out, and where it stands. */
interface WatchedSeries extends Pick<Outlook, 'name' | 'series' | 'limit' | 'now'> {
  readonly subject: OutlookSubject;
}

/** What will become of everything that can run out: what ends first comes first, what is not known last. */
export function outlooks(history: HistoryKeeper): readonly Outlook[] {
  const found = history.list().flatMap(({ kind, metric, name: series, labels, last: now }) => {
    const subject = subjects.find((one) => kind === 'value' && one.metric === metric);
    const limit = subject?.limit(history.latest);
    if (subject === undefined || limit === undefined || now === undefined) return [];
    return outlookOf(history, { subject, series, name: subject.name(labels), limit, now }) ?? [];
  });
  const rank = ({ status, expectedAtMs = 0 }: Outlook): number =>
    ({ 'runs-out': expectedAtMs, steady: 1e15, 'not-enough-data': 2e15 })[status];
  return found.toSorted((one, other) => rank(one) - rank(other));
}

function outlookOf(history: HistoryKeeper, { subject, ...series }: WatchedSeries): Outlook | undefined {
  const shown = history.points(series.series, LOOK_BACK_MS);
  if (shown === undefined) return undefined;
  const { name, limit } = series;
  const { values, startMs } = evenValues(shown.points, shown.stepMs);
  const lastMs = startMs + (values.length - 1) * shown.stepMs;
  if (subject.side === 'floor' && series.now <= limit) {
    return { ...series, status: 'runs-out', sentence: `The ${name} is empty.`, expectedAtMs: lastMs };
  }
  const running = runningOut(values, limit, subject.side);
  const { status } = running;
  if (status === 'not-enough-data') {
    return { ...series, status, sentence: `Too little is known of the ${name} yet.` };
  }
  if (status === 'steady') return { ...series, status, sentence: `No end of the ${name} is in sight.` };
  return { ...series, status, ...endOf(`The ${name} ${subject.end}`, running, lastMs, shown.stepMs) };
}

/** When it ends, in numbers and in a sentence that begins with these words. */
function endOf(
  words: string,
  { expectedSteps, earliestSteps, latestSteps, confidence }: RunningOut & { readonly status: 'runs-out' },
  lastMs: number,
  stepMs: number,
): Pick<Outlook, 'sentence' | 'expectedAtMs' | 'earliestAtMs' | 'latestAtMs' | 'confidence'> {
  const [expected, earliest] = [durationText(expectedSteps * stepMs), durationText(earliestSteps * stepMs)];
  const latest = latestSteps === undefined ? 'perhaps never' : `in ${durationText(latestSteps * stepMs)} at the latest`;
  return {
    sentence: `${words} in ${expected} (in ${earliest} at the earliest, ${latest}).`,
    expectedAtMs: lastMs + expectedSteps * stepMs,
    earliestAtMs: lastMs + earliestSteps * stepMs,
    ...(latestSteps === undefined ? {} : { latestAtMs: lastMs + latestSteps * stepMs }),
    confidence,
  };
}
