import type { JSX } from 'preact';
import type { PerformanceSnapshot } from '../../../../src/monitor/index.ts';
import type { PlotLine } from '../parts/plot-data.ts';
import { Section } from '../parts/section.tsx';
import { TimePlot } from '../parts/time-plot.tsx';
import { duration, quantityText, scaled } from '../quantities.ts';
import { snapshots } from '../state/live.ts';

const perSecond = (value: number): string => quantityText(scaled(value, '/s'));
const bytesPerSecond = (value: number): string => quantityText(scaled(value, 'B/s'));
const milliseconds = (value: number): string => quantityText(duration(value));

/** Throughput and latency over time; from an hour on out of the history on the disk, with a forecast. */
export function TrafficPlots(): JSX.Element {
  return (
    <Section title="Traffic" id="traffic-heading" aside="the last ten minutes">
      <div class="columns stale">
        <LivePlots all={snapshots.value} />
      </div>
    </Section>
  );
}

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
