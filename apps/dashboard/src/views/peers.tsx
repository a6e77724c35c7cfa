import type { JSX } from 'preact';
import type { KnownPeer } from '../../../../src/daemon/index.ts';
import { Badge } from '../parts/badge.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Loaded } from '../parts/notice.tsx';
import { Identifier } from '../parts/section.tsx';
import { Value } from '../parts/value.tsx';
import { dateAndTime } from '../quantities.ts';
import { useResource } from '../state/resource.ts';

/** Whom this device knows, and what it lets them do. */
export function Peers(): JSX.Element {
  const peers = useResource<{ readonly peers: readonly KnownPeer[] }>('/api/v1/peers', {
    everyMs: 5000,
    on: ['channel-opened', 'channel-closed'],
  });
  return (
    <>
      <header class="page-head">
        <h1>Peers</h1>
        {peers.data === undefined ? null : <p>{summary(peers.data.peers)}</p>}
      </header>
      <div class="stale">
        <Loaded resource={peers} lines={4}>
          {({ peers: rows }) => (rows.length === 0 ? <NoPeers /> : <PeerTable rows={rows} />)}
        </Loaded>
      </div>
    </>
  );
}

function summary(peers: readonly KnownPeer[]): string {
  return `${peers.filter(({ trusted }) => trusted).length} of ${peers.length} trusted`;
}

function NoPeers(): JSX.Element {
  return (
    <Empty title="This device knows nobody yet.">
      Add a peer by its PeerId, which “qforge id” prints on its machine:
      <pre>qforge peers add NAME PEERID tcp://HOST:7700 --trust</pre>
    </Empty>
  );
}

const columns: readonly TableColumn<KnownPeer>[] = [
  {
    title: 'Peer',
    cell: ({ name, peerId }) => (
      <>
        <span class="name">{name}</span> <Identifier text={peerId} />
      </>
    ),
  },
  { title: 'Trust', cell: trustCell },
  { title: 'Channel', cell: ({ channel }) => <Badge tone={channelTones[channel]} text={channel} /> },
  {
    title: 'Behaviour',
    isNumber: true,
    cell: ({ trustScore }) =>
      trustScore === undefined ? (
        <span class="second">nothing seen yet</span>
      ) : (
        <Value raw={trustScore} quantity={{ number: trustScore.toFixed(2), unit: '' }} />
      ),
  },
  { title: 'Address', cell: ({ address }) => address ?? 'it comes to us' },
  { title: 'Tunnel', cell: tunnelCell },
  { title: 'Known since', cell: ({ addedAtMs }) => <time>{dateAndTime(addedAtMs)}</time> },
];

const channelTones = { open: 'good', reconnecting: 'look', none: 'plain' } as const;

function trustCell({ trusted, firstUse }: KnownPeer): JSX.Element {
  if (!trusted) return <Badge tone="plain" text="not trusted" />;
  if (firstUse) return <Badge tone="look" text="first use" title="Nobody compared this PeerId by another way." />;
  return <Badge tone="good" text="trusted" />;
}

function tunnelCell({ tunnel }: KnownPeer): JSX.Element {
  const rules = Object.entries<readonly string[]>({ ...tunnel }).flatMap(([kind, patterns]) =>
    patterns.map((pattern) => `${kind} ${pattern}`),
  );
  if (rules.length === 0) return <Badge tone="plain" text="nothing" />;
  return (
    <ul>
      {rules.map((rule) => (
        <li key={rule}>
          <code>{rule}</code>
        </li>
      ))}
    </ul>
  );
}

function PeerTable({ rows }: { rows: readonly KnownPeer[] }): JSX.Element {
  return (
    <>
      <div class="table" id="peers">
        <DataTable caption="Known peers" columns={columns} rows={rows} keyOf={({ peerId }) => peerId} />
      </div>
      <p class="foot">
        Behaviour goes from 0 to 1 and is ½ for a stranger: handshakes and rekeys speak for a peer, cuts and bad records
        against it. It decides nothing.
      </p>
    </>
  );
}
