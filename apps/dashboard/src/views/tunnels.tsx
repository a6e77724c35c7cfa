import type { JSX } from 'preact';
import type { TunnelView } from '../../../../src/daemon/index.ts';
import { Badge } from '../parts/badge.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Loaded } from '../parts/notice.tsx';
import { Identifier, Section } from '../parts/section.tsx';
import { Stat, Value } from '../parts/value.tsx';
import { byteCount, counted, dateAndTime, quantityText, scaled, wholeNumber } from '../quantities.ts';
import { useResource } from '../state/resource.ts';
import { SeriesPlot, type SeriesWish } from './series-plot.tsx';

type Forward = TunnelView['forwards'][number];
type Rules = TunnelView['rules'][number];
type Refusal = TunnelView['refusals'][number];

const HOUR_MS = 3_600_000;
/** What a rule or a limit of a side says no with; every other failure is the target's or the network's. */
const REFUSALS: readonly string[] = ['FORWARD_NOT_ALLOWED', 'FORWARD_PUBLIC', 'TUNNEL_BUSY'];

const reasons: Readonly<Record<string, string>> = {
  FORWARD_NOT_ALLOWED: 'no rule allows it',
  FORWARD_PUBLIC: 'others could reach it',
  TUNNEL_BUSY: 'a limit is reached',
  CONNECTION_REFUSED: 'nobody listens there',
  PEER_NOT_TRUSTED: 'the peer is not trusted',
  HOST_UNREACHABLE: 'it is not reached',
  PORT_IN_USE: 'somebody listens there',
  TUNNEL_IDLE: 'silent for too long',
  STREAM_RESET: 'the other side broke off',
  CHANNEL_CLOSED: 'the channel was lost',
};

const reasonOf = (code: string): string => reasons[code] ?? code;

/** What goes through the tunnels of this device, who may do what, and what was refused. */
export function Tunnels(): JSX.Element {
  const tunnels = useResource<TunnelView>('/api/v1/tunnels', {
    everyMs: 1000,
    on: ['channel-opened', 'channel-closed'],
  });
  return (
    <>
      <header class="page-head">
        <h1>Tunnels</h1>
        {tunnels.data === undefined ? null : <p>{summary(tunnels.data)}</p>}
      </header>
      <div class="stale">
        <Loaded resource={tunnels} lines={5}>
          {(view) => <Board view={view} />}
        </Loaded>
      </div>
    </>
  );
}

function summary({ forwards, rules }: TunnelView): string {
  const peers = rules.filter(({ trusted }) => trusted).length;
  return `${forwards.length} ${forwards.length === 1 ? 'forward' : 'forwards'}, rules for ${peers} ${peers === 1 ? 'peer' : 'peers'}`;
}

function Board({ view }: { view: TunnelView }): JSX.Element {
  const { forwards, rules, refusals } = view;
  return (
    <>
      <Section title="Forwards" id="forwards-heading">
        {forwards.length === 0 ? <NoForwards hasRules={rules.length > 0} /> : <Forwards rows={forwards} />}
      </Section>
      {forwards.length === 0 ? null : (
        <Section title="Over the last hour" id="tunnel-hour-heading">
          <div class="columns">
            {wishes.map((wish) => (
              <SeriesPlot key={wish.id} {...wish} spanMs={HOUR_MS} />
            ))}
          </div>
        </Section>
      )}
      <Section
        title="Who may do what"
        id="tunnel-rules-heading"
        lead="What no rule names is refused. Rules are read anew for every request."
      >
        {rules.length === 0 ? (
          <Empty title="No peer may do anything.">
            Allow a peer to reach a service of this device with
            <pre>qforge peers allow NAME connect HOST:PORT</pre>
          </Empty>
        ) : (
          <div class="table" id="tunnel-rules">
            <DataTable caption="Rules of tunnels" columns={ruleColumns} rows={rules} keyOf={({ peer }) => peer} />
          </div>
        )}
      </Section>
      <Section title="Refused lately" id="refusals-heading" aside="the last fifty">
        {refusals.length === 0 ? (
          <Empty title="Nothing was refused." />
        ) : (
          <div class="table" id="refusals">
            <DataTable
              caption="What peers were refused"
              columns={refusalColumns}
              rows={refusals}
              keyOf={({ atMs, address }, at) => `${atMs} ${address} ${at}`}
            />
          </div>
        )}
      </Section>
    </>
  );
}

function NoForwards({ hasRules }: { hasRules: boolean }): JSX.Element {
  return (
    <Empty title="Nothing is forwarded.">
      {hasRules
        ? 'A forward appears here with the first connection that a peer sends through, or when the configuration of this device names one.'
        : 'A forward appears here when the configuration of this device names one, or once a peer has a rule and sends a connection through. On its machine:'}
      {hasRules ? null : <pre>qforge tunnel THIS-DEVICE -L 5432:localhost:5432</pre>}
    </Empty>
  );
}

const wishes: readonly SeriesWish[] = [
  {
    id: 'plot-tunnel-dialled',
    title: 'Connections that are made here',
    show: (value) => quantityText(scaled(value, 'B/s')),
    lines: [
      { name: 'to the peer', series: 'rate:qforge_tunnel_bytes_total{end="dialling",direction="out"}' },
      { name: 'from the peer', series: 'rate:qforge_tunnel_bytes_total{end="dialling",direction="in"}' },
    ],
  },
  {
    id: 'plot-tunnel-listening',
    title: 'Connections that come in here',
    show: (value) => quantityText(scaled(value, 'B/s')),
    lines: [
      { name: 'to the peer', series: 'rate:qforge_tunnel_bytes_total{end="listening",direction="out"}' },
      { name: 'from the peer', series: 'rate:qforge_tunnel_bytes_total{end="listening",direction="in"}' },
    ],
  },
];

function Forwards({ rows }: { rows: readonly Forward[] }): JSX.Element {
  const sum = (read: (row: Forward) => number): number => rows.reduce((total, row) => total + read(row), 0);
  const refused = sum((row) => refusedOf(row));
  const isRated = rows.some(({ rates }) => rates !== undefined);
  const rate = (read: (rates: NonNullable<Forward['rates']>) => number): number | undefined =>
    isRated ? sum(({ rates }) => (rates === undefined ? 0 : read(rates))) : undefined;
  const toPeers = rate(({ bytesOutPerSecond }) => bytesOutPerSecond);
  const fromPeers = rate(({ bytesInPerSecond }) => bytesInPerSecond);
  return (
    <>
      <dl class="stats" id="tunnel-figures">
        <Stat
          id="tunnel-open"
          name="Open connections"
          raw={sum(({ open }) => open)}
          quantity={counted(sum(({ open }) => open))}
        />
        <Stat id="tunnel-out-rate" name="To peers" raw={toPeers} quantity={scaled(toPeers, 'B/s')} />
        <Stat id="tunnel-in-rate" name="From peers" raw={fromPeers} quantity={scaled(fromPeers, 'B/s')} />
        <Stat
          id="tunnel-refused"
          name="Refused"
          raw={refused}
          quantity={counted(refused)}
          note={refused === 0 ? undefined : 'by rules and limits, see below'}
        />
      </dl>
      <div class="table after" id="forwards">
        <DataTable caption="Forwards" columns={forwardColumns} rows={rows} keyOf={forwardKey} />
      </div>
    </>
  );
}

function forwardKey({ kind, peer, listen, target }: Forward): string {
  return `${kind} ${peer} ${listen ?? ''} ${target ?? ''}`;
}

function refusedOf({ failures }: Forward): number {
  return REFUSALS.reduce((sum, code) => sum + (failures[code] ?? 0), 0);
}

const forwardColumns: readonly TableColumn<Forward>[] = [
  {
    title: 'Peer',
    cell: ({ name, peer }) => (
      <>
        <span class="name">{name === '' ? 'not in the list of peers' : name}</span> <Identifier text={peer} />
      </>
    ),
  },
  { title: 'Way', cell: wayCell },
  { title: 'State', cell: stateCell },
  {
    title: 'Connections',
    isNumber: true,
    cell: ({ open, total, rates }) => (
      <span class="lines">
        <span>
          <Value raw={open} quantity={counted(open)} /> open
        </span>
        <span>
          <Value raw={total} quantity={counted(total)} /> in all
        </span>
        {rates === undefined ? null : <span class="second">{quantityText(scaled(rates.totalPerSecond, '/s'))}</span>}
      </span>
    ),
  },
  {
    title: 'To the peer',
    isNumber: true,
    cell: ({ bytesOut, rates }) => bytesCell(bytesOut, rates?.bytesOutPerSecond),
  },
  { title: 'From the peer', isNumber: true, cell: ({ bytesIn, rates }) => bytesCell(bytesIn, rates?.bytesInPerSecond) },
  { title: 'Failed', isNumber: true, cell: failedCell },
];

/** Whether it works, and if not, why not as far as that is known. */
function stateCell({ kind, state, channel, target, problem }: Forward): JSX.Element {
  if (kind === 'served' && target === undefined) return <span class="second">–</span>;
  return (
    <span class="lines">
      <Badge tone={state === 'ready' ? 'good' : 'look'} text={state} />
      {channel === 'reconnecting' ? <span class="second">The channel was cut, and is being resumed.</span> : null}
      {problem === undefined ? null : <span class="second">{reasonOf(problem)}</span>}
    </span>
  );
}

/** From where connections come to where they go. */
function wayCell({ kind, listen, target }: Forward): JSX.Element {
  const [from, to] = [listen, target].map((address) => (address === undefined ? undefined : <code>{address}</code>));
  if (kind === 'served') {
    return target === undefined ? (
      <span class="second">all other requests</span>
    ) : (
      <span class="lines">
        {to}
        <span class="second">dialled here for the peer</span>
      </span>
    );
  }
  return (
    <span class="lines">
      <span>
        {from} {to === undefined ? null : <>→ {to}</>}
      </span>
      <span class="second">
        {kind === 'local' || target === undefined
          ? 'listens here, dialled at the peer'
          : 'listens at the peer, dialled here'}
      </span>
    </span>
  );
}

function bytesCell(bytes: number, perSecond: number | undefined): JSX.Element {
  return (
    <span class="lines">
      <Value raw={bytes} quantity={byteCount(bytes)} />
      {perSecond === undefined ? null : <span class="second">{quantityText(scaled(perSecond, 'B/s'))}</span>}
    </span>
  );
}

function failedCell({ failed, failures }: Forward): JSX.Element {
  return (
    <span class="lines">
      <Value raw={failed} quantity={counted(failed)} />
      {Object.entries(failures).map(([code, times]) => (
        <span key={code} class="second">
          {wholeNumber(times)}× {reasonOf(code)}
        </span>
      ))}
    </span>
  );
}

const ruleColumns: readonly TableColumn<Rules>[] = [
  {
    title: 'Peer',
    cell: ({ name, peer }) => (
      <>
        <span class="name">{name}</span> <Identifier text={peer} />
      </>
    ),
  },
  {
    title: 'Trust',
    cell: ({ trusted }) =>
      trusted ? <Badge tone="good" text="trusted" /> : <Badge tone="plain" text="not trusted: no rule holds" />,
  },
  { title: 'May have dialled', cell: ({ connect }) => patterns(connect) },
  { title: 'May have listened on', cell: ({ bind }) => patterns(bind) },
];

function patterns(all: readonly string[]): JSX.Element {
  if (all.length === 0) return <span class="second">nothing</span>;
  return (
    <ul>
      {all.map((pattern) => (
        <li key={pattern}>
          <code>{pattern}</code>
        </li>
      ))}
    </ul>
  );
}

const refusalColumns: readonly TableColumn<Refusal>[] = [
  { title: 'When', cell: ({ atMs }) => <time>{dateAndTime(atMs)}</time> },
  {
    title: 'Peer',
    cell: ({ name, peer }) => (
      <span>
        {name} <Identifier text={peer} />
      </span>
    ),
  },
  {
    title: 'Wanted',
    cell: ({ wish, address }) => (
      <span>
        {wish === 'connect' ? 'to reach' : 'to listen on'} <code>{address}</code>
      </span>
    ),
  },
  { title: 'Why not', cell: ({ code }) => reasonOf(code) },
];
