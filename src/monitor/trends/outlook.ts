import { durationText } from './duration-text.ts';
import { evenValues } from './even-values.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import { runningOut } from './running-out.ts';
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

/** What will become of everything that can run out: what ends first comes first, what is not known last. */
export function outlooks(history: HistoryKeeper): readonly Outlook[] {
  const found = history.list().flatMap((series) => {
    const subject = subjects.find(({ metric }) => series.kind === 'value' && metric === series.metric);
    const limit = subject?.limit(history.latest);
    if (subject === undefined || limit === undefined || series.last === undefined) return [];
    return outlookOf(history, subject, series.name, series.labels, limit, series.last);
  });
  const rank = ({ status, expectedAtMs = 0 }: Outlook): number =>
    ({ 'runs-out': expectedAtMs, steady: 1e15, 'not-enough-data': 2e15 })[status];
  return found.toSorted((one, other) => rank(one) - rank(other));
}

function outlookOf(
  history: HistoryKeeper,
  { side, name: nameOf, end }: OutlookSubject,
  series: string,
  labels: SeriesName['labels'],
  limit: number,
  now: number,
): readonly Outlook[] {
  const shown = history.points(series, LOOK_BACK_MS);
  if (shown === undefined) return [];
  const { values, startMs } = evenValues(shown.points, shown.stepMs);
  const name = nameOf(labels);
  const lastMs = startMs + (values.length - 1) * shown.stepMs;
  const common = { name, series, limit, now };
  if (side === 'floor' && now <= limit) {
    return [{ ...common, status: 'runs-out', sentence: `The ${name} is empty.`, expectedAtMs: lastMs }];
  }
  const running = runningOut(values, limit, side);
  if (running.status === 'not-enough-data') {
    return [{ ...common, status: running.status, sentence: `Too little is known of the ${name} yet.` }];
  }
  if (running.status === 'steady') {
    return [{ ...common, status: running.status, sentence: `No end of the ${name} is in sight.` }];
  }
  const { expectedSteps, earliestSteps, latestSteps, confidence } = running;
  const [expected, earliest] = [durationText(expectedSteps * shown.stepMs), durationText(earliestSteps * shown.stepMs)];
  const latest =
    latestSteps === undefined ? 'perhaps never' : `in ${durationText(latestSteps * shown.stepMs)} at the latest`;
  return [
    {
      ...common,
      status: 'runs-out',
      sentence: `The ${name} ${end} in ${expected} (in ${earliest} at the earliest, ${latest}).`,
      expectedAtMs: lastMs + expectedSteps * shown.stepMs,
      earliestAtMs: lastMs + earliestSteps * shown.stepMs,
      ...(latestSteps === undefined ? {} : { latestAtMs: lastMs + latestSteps * shown.stepMs }),
      confidence,
    },
  ];
}
