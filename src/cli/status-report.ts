import type {
  AnsweringProcess,
  ErrorsStatus,
  ForwardStatus,
  OutboxStatus,
  PeerStatus,
  SharedKeysStatus,
  SurveyedProcess,
  ThreatStatus,
} from '../daemon/index.ts';
import { formatBytes } from './byte-count.ts';
import { formatDuration, formatSpan } from './duration.ts';
import { printableText } from './printable-text.ts';
import { alignedFields, tabSeparated } from './table.ts';
import { styled } from './terminal.ts';

/** A peer counts as active when something was heard or said this recently. */
const ACTIVE_WITHIN_MS = 10_000;

/** What to show people about one process: what is wrong first, then itself, its peers, and what its tunnels carry. */
export function readableStatus(found: SurveyedProcess): readonly string[] {
  const title = styled(process.stdout, 'title', `${found.command} (process ${found.pid})`);
  if ('problem' in found) return [title, warning(found.problem.message), ''];
  const { peers, forwards } = found.status;
  const blocks = [...peerBlocks(peers), ...(forwards === undefined ? [] : forwardBlocks(forwards))];
  return [
    title,
    ...warnings(found).map(warning),
    ...processFields(found),
    '',
    ...blocks.flatMap((lines) => [...lines, '']),
  ];
}

function warning(text: string): string {
  return `  ${styled(process.stdout, 'warning', `warning: ${printableText(text)}`)}`;
}

function warnings({ health, status: { threat } }: AnsweringProcess): readonly string[] {
  const ill = health.checks
    .filter(({ status }) => status !== 'healthy')
    .map(({ name, status, detail }) => `${name} is ${status}: ${detail}`);
  return threat === undefined || threat.level === 'calm' ? ill : [...ill, `the threat level is ${threat.level}`];
}

function processFields({ status }: AnsweringProcess): readonly string[] {
  const fields = [
    ['PeerId', status.peerId],
    ['listening', status.listen.length === 0 ? 'no' : status.listen.join(' ')],
    ['up', formatSpan(status.uptimeMs)],
    ['level', status.securityLevel],
    ...(status.threat === undefined ? [] : [['threat', threatText(status.threat)] as const]),
    ...(status.errors === undefined ? [] : [['errors', errorsText(status.errors)] as const]),
    ...(status.sharedKeys === undefined ? [] : [['shared keys', sharedKeysText(status.sharedKeys)] as const]),
    ...(status.outbox === undefined ? [] : [['outbox', outboxText(status.outbox)] as const]),
  ] as const;
  return alignedFields(fields.map(([name, value]) => [`  ${name}`, printableText(value)]));
}

function threatText({ level, score, isGuarded }: ThreatStatus): string {
  return `${level} (score ${score.toFixed(1)})${isGuarded ? ', guarded' : ''}`;
}

/** The most frequent class first. */
function errorsText({ byClass }: ErrorsStatus): string {
  const classes = Object.entries(byClass).toSorted(([, a], [, b]) => b.total - a.total);
  if (classes.length === 0) return 'none';
  return classes.map(([name, rate]) => `${name} ${rate.total} (${rate.perMinute.toFixed(1)} a minute)`).join(', ');
}

function errorsDump({ byClass }: ErrorsStatus): readonly (readonly string[])[] {
  return Object.entries(byClass).map(([name, { total, lastMinute, perMinute }]) => [
    printableText(name),
    String(total),
    String(lastMinute),
    perMinute.toFixed(3),
  ]);
}

function outboxText({ messages, bytes, oldestAtMs }: OutboxStatus): string {
  if (oldestAtMs === undefined) return 'empty';
  return `${count(messages, 'message')} unconfirmed, ${formatBytes(bytes)}, since ${new Date(oldestAtMs).toISOString()}`;
}

function sharedKeysText({ source, simulated, policy, keysTaken }: SharedKeysStatus): string {
  return `${policy}, from ${source}${simulated ? ' (simulated: no security, for tests only)' : ''}, ${keysTaken} taken`;
}

/** One block for each, since a line of it all would be wider than most terminals. */
function peerBlocks(peers: readonly PeerStatus[]): readonly (readonly string[])[] {
  return peers.length === 0 ? [['  no peers connected']] : peers.map(peerBlock);
}

function peerBlock(peer: PeerStatus): readonly string[] {
  const { rxBytes, txBytes, lastActivityMs, handshakeMs, ageMs, reconnects, rekeys, messagesUnacknowledged } = peer;
  return block(`peer ${peer.name ?? peer.peerId}`, [
    ['address', `${peer.address} (${peer.direction})`],
    ['state', `${stateOf(peer)}, last heard or said ${formatSpan(lastActivityMs)} ago`],
    ['suite', peer.suite],
    ['keys', `handshake ${formatDuration(handshakeMs)}, ${count(rekeys, 'rekey')}, qkd ${peer.quantumKeys}`],
    [
      'transfer',
      `${formatBytes(rxBytes)} received, ${formatBytes(txBytes)} sent, ${messagesUnacknowledged} unacknowledged`,
    ],
    ['channel', `up ${formatSpan(ageMs)}, ${count(reconnects, 'cut')}`],
  ]);
}

function forwardBlocks(forwards: readonly ForwardStatus[]): readonly (readonly string[])[] {
  return forwards.length === 0 ? [['  nothing is forwarded']] : forwards.map(forwardBlock);
}

function forwardBlock(forward: ForwardStatus): readonly string[] {
  const { kind, name, listen, target, open, total, failed, failures = {}, bytesOut, bytesIn } = forward;
  const why = Object.entries(failures).map(([code, times]) => `${code} ${times}`);
  return block(`forward ${kind}, ${name}`, [
    ['listens on', listen ?? '-'],
    ['leads to', target ?? '-'],
    ['state', forwardState(forward)],
    [
      'carries',
      `${count(open, 'connection')}, ${total} in all, ${failed} failed${why.length === 0 ? '' : `: ${why.join(', ')}`}`,
    ],
    ['transfer', `${formatBytes(bytesOut)} out, ${formatBytes(bytesIn)} in`],
  ]);
}

/** `ready`, `waiting: channel reconnecting, CONNECTION_LOST`. */
function forwardState({ state, channel, problem }: ForwardStatus): string {
  if (state === 'ready') return state;
  const link =
    channel === undefined || channel === 'open' ? [] : [channel === 'none' ? 'no channel' : `channel ${channel}`];
  const why = [...link, ...(problem === undefined ? [] : [problem])];
  return why.length === 0 ? state : `${state}: ${why.join(', ')}`;
}

function block(title: string, fields: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const lines = alignedFields(fields.map(([name, value]) => [`    ${name}`, printableText(value)]));
  return [`  ${styled(process.stdout, 'title', printableText(title))}`, ...lines];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** One process for programs, in tab-separated lines that begin with what they are: `process`, `warning`, `errors`, `peer`, `forward`, or `problem`. */
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
    ...(status.errors === undefined ? [] : errorsDump(status.errors)).map((row) => ['errors', pid, ...row]),
    ...status.peers.map((peer) => ['peer', pid, ...dumpRow(peer)]),
    ...(status.forwards ?? []).map((forward) => ['forward', pid, ...forwardDump(forward)]),
  ]);
}

function dumpRow(peer: PeerStatus): readonly string[] {
  const { peerId, name, address, direction, suite, rxBytes, txBytes, lastActivityMs, handshakeMs, quantumKeys } = peer;
  const numbers = [rxBytes, txBytes, Math.round(lastActivityMs)].map(String);
  const texts = [name ?? '-', peerId, address, direction, stateOf(peer), suite].map(printableText);
  const kept = [peer.ageMs, peer.reconnects, peer.rekeys, peer.messagesUnacknowledged];
  return [...texts, ...numbers, handshakeMs.toFixed(3), quantumKeys, ...kept.map((value) => String(Math.round(value)))];
}

function forwardDump(forward: ForwardStatus): readonly string[] {
  const { kind, name, peer, listen, target, state, channel, problem, open, total, failed, bytesOut, bytesIn } = forward;
  const numbers = [open, total, failed, bytesOut, bytesIn].map(String);
  return [
    kind,
    ...[name, peer, listen ?? '-', target ?? '-'].map(printableText),
    state,
    ...numbers,
    printableText(problem ?? '-'),
    channel ?? '-',
  ];
}

function stateOf(peer: PeerStatus): string {
  if (peer.state !== 'open') return peer.state;
  return peer.lastActivityMs < ACTIVE_WITHIN_MS ? 'active' : 'idle';
}
