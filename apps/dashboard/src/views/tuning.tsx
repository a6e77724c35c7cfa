import type { JSX } from 'preact';
import type { PerformanceReport } from '../../../../src/client/index.ts';
import type { SystemReport } from '../../../../src/monitor/index.ts';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Loaded } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Stat, Value } from '../parts/value.tsx';
import { binaryByteCount, counted, dateAndTime, duration, percentage, type Quantity, scaled } from '../quantities.ts';
import { type Resource, useResource } from '../state/resource.ts';
import { AdviceList } from './advice-list.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { Profiles } from './profiles.tsx';

type Change = PerformanceReport['tuning'][number];

/** What the client is set to, what changed that and why, and how to look closer. */
export function Tuning(): JSX.Element {
  const performance = useResource<PerformanceReport>('/api/v1/performance', { everyMs: 2000 });
  const report = useResource<SystemReport>('/api/v1/report', { everyMs: 5000 });
  const known = performance.data;
  return (
    <>
      <header class="page-head">
        <h1>Tuning</h1>
        {known === undefined ? null : (
          <p id="adaption">{known.isAdaptive ? 'settings follow the figures' : 'settings stay as the mode says'}</p>
        )}
      </header>
      <div class="stale">
        <Loaded resource={performance} lines={6}>
          {(data) => <Board data={data} resource={performance} report={report.data} />}
        </Loaded>
      </div>
      {known === undefined ? null : <Profiles />}
    </>
  );
}

function Board(props: {
  data: PerformanceReport;
  resource: Resource<PerformanceReport>;
  report: SystemReport | undefined;
}): JSX.Element {
  const { data, resource, report } = props;
  return (
    <>
      <Section title="Mode" id="mode-heading" lead="What the device is to be good at, from the next record on.">
        <ModeChoice mode={data.mode} onChange={resource.reload} />
      </Section>
      <Section title="Since the start" id="since-heading">
        <Since data={data} />
      </Section>
      <Section title="Settings in force" id="settings-heading">
        <div class="table" id="settings">
          <DataTable
            caption="Settings in force"
            columns={settingColumns}
            rows={settingsOf(data)}
            keyOf={({ name }) => name}
          />
        </div>
      </Section>
      <Section title="What was changed, and why" id="changes-heading" aside="the last hundred, newest first">
        {data.tuning.length === 0 ? (
          <Empty title="Nothing was changed yet.">
            {data.isAdaptive
              ? 'The figures are looked at every ten seconds; nothing spoke for other settings so far.'
              : 'Settings change with the mode alone; “adaptive” in the configuration lets them follow the figures.'}
          </Empty>
        ) : (
          <div class="table" id="changes">
            <DataTable
              caption="Changes of settings"
              columns={changeColumns}
              rows={data.tuning.toReversed()}
              keyOf={({ atMs, setting }, at) => `${atMs} ${setting} ${data.tuning.length - at}`}
            />
          </div>
        )}
      </Section>
      <Section title="What the figures speak for" id="findings-heading">
        <AdviceList findings={data.findings} advice={report?.performance.recommendations ?? []} />
      </Section>
    </>
  );
}

function Since({ data: { metrics, traffic } }: { data: PerformanceReport }): JSX.Element {
  const hasTrips = traffic.roundTrips > 0;
  const fate = traffic.messagesAcknowledged + traffic.messagesLost;
  const [trip, success] = [hasTrips ? metrics.avgLatencyMs : undefined, fate > 0 ? metrics.successRate : undefined];
  return (
    <dl class="stats" id="since">
      <Stat
        id="mean-messages"
        name="Messages"
        raw={metrics.throughputMps}
        quantity={scaled(metrics.throughputMps, '/s')}
        note="on average"
      />
      <Stat
        id="mean-bytes"
        name="Traffic"
        raw={metrics.messageThroughput}
        quantity={scaled(metrics.messageThroughput, 'B/s')}
        note="on average"
      />
      <Stat
        id="mean-acknowledgement"
        name="Acknowledged within"
        raw={trip}
        quantity={duration(trip)}
        note={hasTrips ? 'on average' : 'no message was acknowledged'}
      />
      <Stat
        id="share-acknowledged"
        name="Success"
        raw={success}
        quantity={percentage(success)}
        note={fate > 0 ? 'of messages acknowledged' : 'no message ended'}
      />
      <Stat id="setup-total" name="Started in" raw={metrics.totalSetupMs} quantity={duration(metrics.totalSetupMs)} />
      <Stat
        id="setup-foundation"
        name="Identity and peers"
        raw={metrics.foundationSetupMs}
        quantity={duration(metrics.foundationSetupMs)}
        note="of the start"
      />
      <Stat
        id="setup-crypto"
        name="Cryptography"
        raw={metrics.cryptoInitMs}
        quantity={duration(metrics.cryptoInitMs)}
        note="of the start"
      />
      <Stat
        id="setup-network"
        name="Network"
        raw={metrics.networkSetupMs}
        quantity={duration(metrics.networkSetupMs)}
        note="of the start"
      />
    </dl>
  );
}

interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly value: number;
  readonly last: Change | undefined;
}

const meanings: Readonly<Record<string, string>> = {
  'writing.coalescedBytes': 'small messages share records of this size at most',
  'writing.holdMs': 'a record waits this long for more',
  'writing.heldTurns': 'and so many turns of the event loop',
  'retainedBytes.small': 'the pool of small buffers keeps this at most',
  'retainedBytes.medium': 'the pool of medium buffers keeps this at most',
  'retainedBytes.large': 'the pool of large buffers keeps this at most',
};

function settingsOf({ settings, tuning }: PerformanceReport): readonly Setting[] {
  const groups = Object.entries<Readonly<Record<string, number>>>({
    writing: { ...settings.writing },
    retainedBytes: settings.retainedBytes,
  });
  return groups.flatMap(([group, values]) =>
    Object.entries(values).map(([key, value]): Setting => {
      const name = `${group}.${key}`;
      return { name, value, meaning: meanings[name] ?? '', last: tuning.findLast(({ setting }) => setting === name) };
    }),
  );
}

/** A setting in the unit that its name says. */
function settingQuantity(name: string, value: number): Quantity {
  if (name.startsWith('retainedBytes.') || name.endsWith('Bytes')) return binaryByteCount(value);
  return name.endsWith('Ms') ? duration(value) : counted(value);
}

const settingColumns: readonly TableColumn<Setting>[] = [
  {
    title: 'Setting',
    cell: ({ name, meaning }) => (
      <>
        <code>{name}</code>
        <span class="second">{meaning}</span>
      </>
    ),
  },
  {
    title: 'Now',
    isNumber: true,
    cell: ({ name, value }) => <Value raw={value} quantity={settingQuantity(name, value)} />,
  },
  { title: 'Because', cell: ({ last }) => last?.why ?? 'as it was at the start' },
];

const changeColumns: readonly TableColumn<Change>[] = [
  { title: 'When', cell: ({ atMs }) => <time>{dateAndTime(atMs)}</time> },
  { title: 'Setting', cell: ({ setting }) => <code>{setting}</code> },
  {
    title: 'From',
    isNumber: true,
    cell: ({ setting, from }) => <Value raw={from} quantity={settingQuantity(setting, from)} />,
  },
  {
    title: 'To',
    isNumber: true,
    cell: ({ setting, to }) => <Value raw={to} quantity={settingQuantity(setting, to)} />,
  },
  { title: 'Why', cell: ({ why }) => why },
];
