import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PerformanceSnapshot } from '../../../../src/monitor/index.ts';
import type { PlotLine } from '../parts/plot-data.ts';
import { Section } from '../parts/section.tsx';
import { TimePlot } from '../parts/time-plot.tsx';
import { duration, quantityText, scaled } from '../quantities.ts';
import { snapshots } from '../state/live.ts';
import { SeriesPlot, type SeriesWish } from './series-plot.tsx';

const spans = [
  { name: '10 min', ms: 0 },
  { name: '1 h', ms: 3_600_000 },
  { name: '24 h', ms: 86_400_000 },
  { name: '7 d', ms: 604_800_000 },
] as const;

const perSecond = (value: number): string => quantityText(scaled(value, '/s'));
const bytesPerSecond = (value: number): string => quantityText(scaled(value, 'B/s'));
const milliseconds = (value: number): string => quantityText(duration(value));
const seconds = (value: number): string => milliseconds(value * 1000);

/** Throughput and latency over time; from an hour on out of the history on the disk, with a forecast. */
export function TrafficPlots(): JSX.Element {
  const chosen = useSignal<(typeof spans)[number]>(spans[0]);
  const { ms } = chosen.value;
  return (
    <Section
      title="Traffic"
      id="traffic-heading"
      aside={
        <div class="choice" role="group" aria-label="Span of time">
          {spans.map((span) => (
            <button
              key={span.name}
              type="button"
              aria-pressed={chosen.value === span}
              onClick={() => (chosen.value = span)}
            >
              {span.name}
            </button>
          ))}
        </div>
      }
    >
      <div class="columns stale">
        {ms === 0 ? (
          <LivePlots all={snapshots.value} />
        ) : (
          wishes.map((wish) => <SeriesPlot key={wish.id} {...wish} spanMs={ms} />)
        )}
      </div>
    </Section>
  );
}

const wishes: readonly SeriesWish[] = [
  {
    id: 'plot-messages',
    title: 'Messages',
    show: perSecond,
    lines: [
      { name: 'sent', series: 'rate:qforge_messages_total{direction="sent"}' },
      { name: 'received', series: 'rate:qforge_messages_total{direction="received"}' },
    ],
  },
  {
    id: 'plot-bytes',
    title: 'Bytes on the wire',
    show: bytesPerSecond,
    lines: [
      { name: 'sent', series: 'rate:qforge_channel_bytes_total{direction="sent"}' },
      { name: 'received', series: 'rate:qforge_channel_bytes_total{direction="received"}' },
    ],
  },
  {
    id: 'plot-latency',
    title: 'Time to an acknowledgement',
    show: seconds,
    lines: [
      { name: 'median', series: 'p50:qforge_message_acknowledged_seconds' },
      { name: '99 %', series: 'p99:qforge_message_acknowledged_seconds' },
    ],
  },
];

function LivePlots({ all }: { all: readonly PerformanceSnapshot[] }): JSX.Element {
  const timesMs = all.map(({ atMs }) => atMs);
  const line = (
    name: string,
    colour: PlotLine['colour'],
    read: (one: PerformanceSnapshot) => number | undefined,
  ): PlotLine => ({
    name,
    colour,
    values: all.map((one) => read(one) ?? null),
  });
  return (
    <>
      <TimePlot
        id="plot-messages"
        title="Messages"
        timesMs={timesMs}
        show={perSecond}
        lines={[line('sent and received', 1, (one) => one.messagesPerSecond)]}
      />
      <TimePlot
        id="plot-bytes"
        title="Bytes on the wire"
        timesMs={timesMs}
        show={bytesPerSecond}
        lines={[line('sent and received', 2, (one) => one.bytesPerSecond)]}
      />
      <TimePlot
        id="plot-latency"
        title="Time to an acknowledgement"
        timesMs={timesMs}
        show={milliseconds}
        lines={[line('median', 1, (one) => one.latencyMs?.p50), line('99 %', 3, (one) => one.latencyMs?.p99)]}
      />
    </>
  );
}
