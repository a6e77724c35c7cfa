import type { JSX } from 'preact';
import type { PerformanceSnapshot, SystemHealth, SystemReport } from '../../../../src/monitor/index.ts';
import { healthTone, signs } from '../parts/badge.tsx';
import { Loaded, Loading } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Stat } from '../parts/value.tsx';
import { byteCount, counted, duration, percentage, type Quantity, quantityText, scaled } from '../quantities.ts';
import { snapshots } from '../state/live.ts';
import { useResource } from '../state/resource.ts';
import { AdviceList } from './advice-list.tsx';
import { OutlookList } from './outlook-list.tsx';
import { TrafficPlots } from './traffic-plots.tsx';

/** What an operator sees first: how the process does and why, what comes next, and what happens now. */
export function Overview(): JSX.Element {
  const report = useResource<SystemReport>('/api/v1/report', { everyMs: 2000, on: ['alert'] });
  return (
    <>
      <header class="page-head">
        <h1>Overview</h1>
        <Uptime />
      </header>
      <Section title="Health" id="health-heading">
        <div class="panel stale">
          <Loaded resource={report}>{({ health }) => <Health health={health} />}</Loaded>
        </div>
      </Section>
      <OutlookList />
      <Section title="Now" id="now-heading" aside="over the last second">
        <div class="stale">{snapshots.value.length === 0 ? <Loading /> : <Figures all={snapshots.value} />}</div>
      </Section>
      <TrafficPlots />
      <Advice report={report.data} />
    </>
  );
}

function Uptime(): JSX.Element | null {
  const { data } = useResource<{ readonly uptimeMs: number }>('/api/v1/status', { everyMs: 10_000 });
  return data === undefined ? null : <p>up {quantityText(duration(data.uptimeMs))}</p>;
}

const titles = { healthy: 'Healthy', degraded: 'Degraded', unhealthy: 'Unhealthy', critical: 'Critical' } as const;

function Health({ health }: { health: SystemHealth }): JSX.Element {
  const { status, reasons } = health;
  return (
    <div class="health">
      <p class="health-line" id="health" role="status">
        <span class={`mark tone-${healthTone(status)}`} aria-hidden="true">
          {signs[healthTone(status)]}
        </span>
        {titles[status]}
      </p>
      {reasons.length === 0 ? (
        <p class="quiet-text">Everything that is watched is within its limits.</p>
      ) : (
        <Reasons reasons={reasons} />
      )}
    </div>
  );
}

function Reasons({ reasons }: { reasons: SystemHealth['reasons'] }): JSX.Element {
  return (
    <ul class="reasons">
      {reasons.map(({ name, status, detail }) => (
        <li key={name}>
          <span class={`tone-${healthTone(status)}`} aria-hidden="true">
            {signs[healthTone(status)]}
          </span>
          <span class="what">
            {name}
            <span class="hidden"> is {status}:</span>
          </span>
          <span class="detail">{detail}</span>
        </li>
      ))}
    </ul>
  );
}

interface Figure {
  readonly id: string;
  readonly name: string;
  readonly read: (snapshot: PerformanceSnapshot) => number | undefined;
  readonly show: (value: number | undefined) => Quantity;
  readonly note?: (snapshot: PerformanceSnapshot) => string | undefined;
}

const figures: readonly Figure[] = [
  { id: 'messages-per-second', name: 'Messages', read: (s) => s.messagesPerSecond, show: (v) => scaled(v, '/s') },
  { id: 'bytes-per-second', name: 'Traffic', read: (s) => s.bytesPerSecond, show: (v) => scaled(v, 'B/s') },
  {
    id: 'latency-p50',
    name: 'Acknowledged within',
    read: (s) => s.latencyMs?.p50,
    show: duration,
    note: ({ latencyMs }) =>
      latencyMs === undefined
        ? 'no message was acknowledged'
        : `half of them; 99 % within ${quantityText(duration(latencyMs.p99))}`,
  },
  {
    id: 'success-ratio',
    name: 'Success',
    read: (s) => s.successRatio,
    show: percentage,
    note: (s) => (s.successRatio === undefined ? 'no message ended' : 'of messages acknowledged'),
  },
  { id: 'channels-open', name: 'Channels', read: (s) => s.channelsOpen, show: counted },
  {
    id: 'processor-ratio',
    name: 'Processor',
    read: (s) => s.processorRatio,
    show: percentage,
    note: () => 'of one core',
  },
  {
    id: 'resident-bytes',
    name: 'Memory',
    read: (s) => s.residentBytes,
    show: byteCount,
    note: (s) => `heap ${quantityText(byteCount(s.heapUsedBytes))} of ${quantityText(byteCount(s.heapLimitBytes))}`,
  },
  {
    id: 'event-loop-delay',
    name: 'Event loop late by',
    read: (s) => s.eventLoopDelayMs.p99,
    show: duration,
    note: (s) => `99th percentile; at work ${quantityText(percentage(s.eventLoopUtilization))}`,
  },
];

const TREND_SNAPSHOTS = 120;

function Figures({ all }: { all: readonly PerformanceSnapshot[] }): JSX.Element | null {
  const last = all.at(-1);
  if (last === undefined) return null;
  const recent = all.slice(-TREND_SNAPSHOTS);
  return (
    <dl class="stats" id="figures" data-at-ms={String(last.atMs)}>
      {figures.map(({ id, name, read, show, note }) => (
        <Stat
          key={id}
          id={id}
          name={name}
          raw={read(last)}
          quantity={show(read(last))}
          note={note?.(last)}
          trend={recent.map(read)}
        />
      ))}
    </dl>
  );
}

function Advice({ report }: { report: SystemReport | undefined }): JSX.Element | null {
  const recommendations = report?.performance.recommendations ?? [];
  if (recommendations.length === 0) return null;
  return (
    <Section title="Advice" id="advice-heading">
      <AdviceList findings={[]} advice={recommendations} />
    </Section>
  );
}
