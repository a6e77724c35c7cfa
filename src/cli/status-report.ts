import type { AnsweringProcess, PeerStatus, SurveyedProcess } from '../daemon/index.ts';
import { formatBytes } from './byte-count.ts';
import { formatDuration, formatSpan } from './duration.ts';
import { printableText } from './printable-text.ts';
import { alignedFields, alignedTable, tabSeparated } from './table.ts';
import { styled } from './terminal.ts';

/** A peer counts as active when something was heard or said this recently. */
const ACTIVE_WITHIN_MS = 10_000;

const PEER_COLUMNS = [
  { title: 'peer' },
  { title: 'address' },
  { title: 'direction' },
  { title: 'state' },
  { title: 'suite' },
  { title: 'rx', alignRight: true },
  { title: 'tx', alignRight: true },
  { title: 'last', alignRight: true },
  { title: 'handshake', alignRight: true },
  { title: 'qkd' },
];

/** What to show people about one process: what is wrong first, then itself, then its peers. */
export function readableStatus(found: SurveyedProcess): readonly string[] {
  const title = styled(process.stdout, 'title', `${found.command} (process ${found.pid})`);
  if ('problem' in found) return [title, warning(found.problem.message), ''];
  return [title, ...warnings(found).map(warning), ...processFields(found), '', ...peerTable(found.status.peers), ''];
}

function warning(text: string): string {
  return `  ${styled(process.stdout, 'warning', `warning: ${printableText(text)}`)}`;
}

function warnings({ health }: AnsweringProcess): readonly string[] {
  return health.checks
    .filter(({ status }) => status !== 'healthy')
    .map(({ name, status, detail }) => `${name} is ${status}: ${detail}`);
}

function processFields({ status }: AnsweringProcess): readonly string[] {
  const fields = [
    ['PeerId', status.peerId],
    ['listening', status.listen.length === 0 ? 'no' : status.listen.join(' ')],
    ['up', formatSpan(status.uptimeMs)],
    ['level', status.securityLevel],
  ] as const;
  return alignedFields(fields.map(([name, value]) => [`  ${name}`, printableText(value)]));
}

function peerTable(peers: readonly PeerStatus[]): readonly string[] {
  if (peers.length === 0) return ['  no peers connected'];
  return alignedTable(PEER_COLUMNS, peers.map(readableRow)).map((line) => `  ${line}`);
}

function readableRow(peer: PeerStatus): readonly string[] {
  return [
    printableText(peer.name ?? peer.peerId),
    printableText(peer.address),
    peer.direction,
    stateOf(peer),
    printableText(peer.suite),
    formatBytes(peer.rxBytes),
    formatBytes(peer.txBytes),
    `${formatSpan(peer.lastActivityMs)} ago`,
    formatDuration(peer.handshakeMs),
    peer.quantumKeys,
  ];
}

/** One process for programs, in tab-separated lines that begin with what they are: `process`, `warning`, `peer`, or `problem`. */
export function statusDump(found: SurveyedProcess): readonly string[] {
  const pid = String(found.pid);
  if ('problem' in found) return tabSeparated([['problem', pid, found.command, found.problem.code]]);
  const { status } = found;
  const own = [
    status.peerId,
    status.listen.join(' ') || '-',
    String(Math.round(status.uptimeMs)),
    status.securityLevel,
  ];
  return tabSeparated([
    ['process', pid, found.command, ...own.map(printableText)],
    ...warnings(found).map((text) => ['warning', pid, printableText(text)]),
    ...status.peers.map((peer) => ['peer', pid, ...dumpRow(peer)]),
  ]);
}

function dumpRow(peer: PeerStatus): readonly string[] {
  const { peerId, name, address, direction, suite, rxBytes, txBytes, lastActivityMs, handshakeMs, quantumKeys } = peer;
  const numbers = [rxBytes, txBytes, Math.round(lastActivityMs)].map(String);
  const texts = [name ?? '-', peerId, address, direction, stateOf(peer), suite].map(printableText);
  return [...texts, ...numbers, handshakeMs.toFixed(3), quantumKeys];
}

function stateOf(peer: PeerStatus): string {
  return peer.lastActivityMs < ACTIVE_WITHIN_MS ? 'active' : 'idle';
}
