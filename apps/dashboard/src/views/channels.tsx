import type { JSX } from 'preact';
import type { PeerStatus, SystemStatus } from '../../../../src/client/index.ts';
import { Badge, QuantumKeysBadge } from '../parts/badge.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Loaded } from '../parts/notice.tsx';
import { Identifier, Section } from '../parts/section.tsx';
import { Value } from '../parts/value.tsx';
import { byteCount, counted, duration, quantityText, scaled, wholeNumber } from '../quantities.ts';
import { useResource } from '../state/resource.ts';

/** A channel with what goes over it in a second; rates come once it was looked at twice. */
export interface ChannelRow extends PeerStatus {
  readonly rates?: {
    readonly rxBytesPerSecond: number;
    readonly txBytesPerSecond: number;
    readonly messagesInPerSecond: number;
    readonly messagesOutPerSecond: number;
  };
}

const times = { everyMs: 1000, on: ['channel-opened', 'channel-closed'] };

/** Who is connected, by which cryptography, and what goes over each channel. */
export function Channels(): JSX.Element {
  const channels = useResource<{ channels: readonly ChannelRow[] }>('/api/v1/channels', times);
  const status = useResource<SystemStatus>('/api/v1/status', { everyMs: 5000 });
  return (
    <>
      <header class="page-head">
        <h1>Channels</h1>
        {status.data === undefined ? null : <p>{listenText(status.data)}</p>}
      </header>
      <div class="stale">
        <Loaded resource={channels} lines={5}>
          {({ channels: rows }) =>
            rows.length === 0 ? <NoChannels status={status.data} /> : <ChannelTable rows={rows} />
          }
        </Loaded>
      </div>
      {status.data === undefined ? null : <Rules status={status.data} />}
    </>
  );
}

function listenText({ listen }: SystemStatus): string {
  return listen.length === 0 ? 'not listening' : `listening on ${listen.join(' and ')}`;
}

function NoChannels({ status }: { status: SystemStatus | undefined }): JSX.Element {
  return (
    <Empty title="No peer is connected.">
      {status === undefined ? null : (
        <>
          A trusted peer connects with
          <pre>{`qforge connect ${status.peerId.slice(0, 14)}… ${status.listen[0] ?? 'ADDRESS'}`}</pre>
        </>
      )}
    </Empty>
  );
}

const columns: readonly TableColumn<ChannelRow>[] = [
  {
    title: 'Peer',
    cell: ({ name, peerId, address, direction }) => (
      <>
        <span class="name">{name ?? 'not in the list of peers'}</span> <Identifier text={peerId} />
        <span class="second">
          {direction} {address}
        </span>
      </>
    ),
  },
  { title: 'State', cell: ({ state }) => <Badge tone={state === 'open' ? 'good' : 'look'} text={state} /> },
  { title: 'Cryptography', cell: suiteCell },
  { title: 'Quantum keys', cell: ({ quantumKeys }) => <QuantumKeysBadge kind={quantumKeys} /> },
  {
    title: 'Rekeys',
    isNumber: true,
    cell: ({ rekeys }) => <Value raw={rekeys} quantity={counted(rekeys)} />,
  },
  { title: 'Messages', isNumber: true, cell: messagesCell },
  { title: 'Traffic', isNumber: true, cell: trafficCell },
  {
    title: 'Round trip',
    isNumber: true,
    cell: ({ meanRoundTripMs }) => (
      <span>
        <Value raw={meanRoundTripMs} quantity={duration(meanRoundTripMs)} />
        <span class="second">mean</span>
      </span>
    ),
  },
  {
    title: 'Age',
    isNumber: true,
    cell: ({ ageMs, reconnects }) => (
      <span>
        <Value raw={ageMs} quantity={duration(ageMs)} />
        <span class="second">{reconnects === 0 ? 'never cut' : `cut ${reconnects}×`}</span>
      </span>
    ),
  },
];

function messagesCell({ messagesIn, messagesOut, messagesUnacknowledged, rates }: ChannelRow): JSX.Element {
  const perSecond = rates === undefined ? undefined : rates.messagesInPerSecond + rates.messagesOutPerSecond;
  return (
    <span class="lines">
      <span>
        <Value raw={messagesIn} quantity={counted(messagesIn)} /> in
      </span>
      <span>
        <Value raw={messagesOut} quantity={counted(messagesOut)} /> out
      </span>
      {perSecond === undefined ? null : <span class="second">{quantityText(scaled(perSecond, '/s'))}</span>}
      {messagesUnacknowledged === 0 ? null : (
        <span class="second">{wholeNumber(messagesUnacknowledged)} unacknowledged</span>
      )}
    </span>
  );
}

function trafficCell({ rxBytes, txBytes, rates }: ChannelRow): JSX.Element {
  const perSecond = rates === undefined ? undefined : rates.rxBytesPerSecond + rates.txBytesPerSecond;
  return (
    <span class="lines">
      <span>
        <Value raw={rxBytes} quantity={byteCount(rxBytes)} /> in
      </span>
      <span>
        <Value raw={txBytes} quantity={byteCount(txBytes)} /> out
      </span>
      {perSecond === undefined ? null : <span class="second">{quantityText(scaled(perSecond, 'B/s'))}</span>}
    </span>
  );
}

/** Key agreement first, what protects records below it. */
function suiteCell({ suite, securityLevel }: ChannelRow): JSX.Element {
  const [agreement = '', ...records] = suite.split('/');
  return (
    <span class="lines">
      <span class="suite">{agreement}</span>
      <span class="second">{records.join(', ')}</span>
      <span class="second">level {securityLevel}</span>
    </span>
  );
}

function ChannelTable({ rows }: { rows: readonly ChannelRow[] }): JSX.Element {
  return (
    <div class="table" id="channels">
      <DataTable caption="Open channels" columns={columns} rows={rows} keyOf={({ peerId }, at) => `${peerId} ${at}`} />
    </div>
  );
}

/** What every channel has to keep to. */
function Rules({ status }: { status: SystemStatus }): JSX.Element {
  const { securityLevel, suites, sharedKeys, limits } = status;
  return (
    <Section title="What every channel keeps to" id="rules-heading">
      <dl class="facts panel">
        <dt>Security level</dt>
        <dd>{securityLevel}</dd>
        <dt>Suites</dt>
        <dd>{suites.join(', ')}</dd>
        <dt>QKD policy</dt>
        <dd id="key-policy">
          {sharedKeys === undefined ? (
            'no key manager: post-quantum keys alone'
          ) : (
            <>
              {sharedKeys.policy}, keys from {sharedKeys.source}{' '}
              {sharedKeys.simulated ? <Badge tone="simulated" text="simulated: no security, for tests only" /> : null}
            </>
          )}
        </dd>
        <dt>Keys are replaced</dt>
        <dd>
          after {quantityText(duration(limits.rekey.afterMs))}, {wholeNumber(limits.rekey.afterRecords)} records or{' '}
          {quantityText(byteCount(limits.rekey.afterBytes))}
        </dd>
      </dl>
    </Section>
  );
}
