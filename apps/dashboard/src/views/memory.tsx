import type { JSX } from 'preact';
import type { PoolStats } from '../../../../src/client/index.ts';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Loaded } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Stat, Value } from '../parts/value.tsx';
import { byteCount, counted, percentage, quantityText } from '../quantities.ts';
import { snapshots } from '../state/live.ts';
import { useResource } from '../state/resource.ts';
import { SeriesPlot } from './series-plot.tsx';

/** What `/api/v1/pools` answers. */
interface Pools {
  readonly tiers: Readonly<Record<string, PoolStats>>;
  readonly requests: number;
  readonly hitRatio: number;
  readonly reuseRatio: number;
  readonly leaked: number;
  readonly recommendations: readonly {
    readonly setting?: string;
    readonly proposed?: number;
    readonly reason: string;
  }[];
}

const HOUR_MS = 3_600_000;

/** Where the memory of the process goes, and how well its buffers are used again. */
export function Memory(): JSX.Element {
  const pools = useResource<Pools>('/api/v1/pools', { everyMs: 2000 });
  const last = snapshots.value.at(-1);
  return (
    <>
      <header class="page-head">
        <h1>Memory</h1>
        {last === undefined ? null : (
          <p>
            {quantityText(byteCount(last.residentBytes))} resident, heap {quantityText(byteCount(last.heapUsedBytes))}{' '}
            of {quantityText(byteCount(last.heapLimitBytes))}
          </p>
        )}
      </header>
      <Section
        title="Buffer pools"
        id="pools-heading"
        lead="Buffers of messages and records, kept by size so that they need not be made anew."
      >
        <div class="stale">
          <Loaded resource={pools} lines={5}>
            {(known) => <PoolFigures {...known} />}
          </Loaded>
        </div>
      </Section>
      <Section title="Over the last hour" id="memory-hour-heading">
        <div class="columns">
          <SeriesPlot
            id="plot-resident"
            title="Resident memory"
            spanMs={HOUR_MS}
            show={(value) => quantityText(byteCount(value))}
            lines={[{ name: 'resident', series: 'process_resident_memory_bytes' }]}
          />
          <SeriesPlot
            id="plot-heap"
            title="JavaScript heap"
            spanMs={HOUR_MS}
            show={(value) => quantityText(byteCount(value))}
            lines={[{ name: 'in use', series: 'nodejs_heap_used_bytes' }]}
          />
        </div>
      </Section>
    </>
  );
}

function PoolFigures({ tiers, requests, hitRatio, reuseRatio, leaked, recommendations }: Pools): JSX.Element {
  if (requests === 0) return <Empty title="No buffer was asked for yet.">Pools fill as channels are used.</Empty>;
  const rows = Object.entries(tiers);
  return (
    <>
      <dl class="stats">
        <Stat id="pool-requests" name="Requests" raw={requests} quantity={counted(requests)} />
        <Stat id="pool-hits" name="Served from the pool" raw={hitRatio} quantity={percentage(hitRatio)} />
        <Stat id="pool-reuse" name="Used again" raw={reuseRatio} quantity={percentage(reuseRatio)} />
        <Stat
          id="pool-leaks"
          name="Never given back"
          raw={leaked}
          quantity={counted(leaked)}
          note={leaked === 0 ? undefined : 'somebody keeps buffers'}
        />
      </dl>
      <div class="table after" id="pools">
        <DataTable caption="Pools by size of their buffers" columns={columns} rows={rows} keyOf={([name]) => name} />
      </div>
      {recommendations.map(({ reason, setting, proposed }) => (
        <p class="foot" key={reason}>
          {reason} {setting === undefined ? null : `Set ${setting} of the pool to ${proposed ?? ''}.`}
        </p>
      ))}
    </>
  );
}

const number = (title: string, read: (stats: PoolStats) => number): TableColumn<[string, PoolStats]> => ({
  title,
  isNumber: true,
  cell: ([, stats]) => <Value raw={read(stats)} quantity={counted(read(stats))} />,
});

const columns: readonly TableColumn<[string, PoolStats]>[] = [
  {
    title: 'Pool',
    cell: ([name, { bufferBytes }]) => (
      <>
        <span class="name">{name}</span>
        {bufferBytes > 0 ? <span class="second">{quantityText(byteCount(bufferBytes))} each</span> : null}
      </>
    ),
  },
  number('Out now', ({ inUse }) => inUse),
  number('Most at once', ({ highWaterMark }) => highWaterMark),
  number('Served', ({ hits }) => hits),
  number('Made anew', ({ misses }) => misses),
  {
    title: 'From the pool',
    isNumber: true,
    cell: ([, { hitRatio, hits, misses }]) => (
      <Value raw={hitRatio} quantity={percentage(hits + misses === 0 ? undefined : hitRatio)} />
    ),
  },
  number('Let go', ({ discarded }) => discarded),
];
