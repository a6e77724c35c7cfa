import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silentMetrics, systemClock } from '../../src/base/index.ts';
import { formatPeerId } from '../../src/handshake/index.ts';
import { LocalCluster } from '../../src/messaging/cluster/local-cluster.ts';
import { parseNatsAddress } from '../../src/messaging/nats/nats-address.ts';
import { NatsEngine } from '../../src/messaging/nats/nats-engine.ts';
import { NatsLink } from '../../src/messaging/nats/nats-link.ts';
import { identities } from '../simulation/simulated-identity.ts';
import { ClusterLoad, type LoadFigures } from './cluster-load.ts';
import { Answers, lossReport } from './loss-report.ts';
import { RouteProxies } from './route-proxies.ts';
import { SealedEnds } from './sealed-ends.ts';

const USAGE = `Usage: npm run -s cluster-test -- [--messages N] [--parallel N] [--partition | --cuts N] [--receipts]
                                   [--program FILE] [--json]

  Three real nats-servers, messages of 4 KB into one mailbox and out of it. After a quarter of them the server that leads the mailbox is
  killed (SIGKILL), and started again later; after half, the one that leads then is stopped for six seconds (SIGSTOP); with --partition,
  after three quarters, the one that leads then is cut off from the other two for eight seconds, while clients still reach it.
  Checked: nothing acknowledged is lost or left in the store, nothing reaches the application twice, no byte is wrong, and all faults did happen.
  readPastConsumer counts the messages that the server's consumer had forgotten, and that were read from the stream itself;
  forgotten those that a new leader of the mailbox did not know, collected or not, and that the sender deposited again.

  --messages N   how many; default 6000
  --parallel N   deposits that wait for their answer at once; default 24
  --partition    cut a leader off, too
  --cuts N       none of that, but N cuts of whoever leads then, spread over the messages
  --receipts     between whole devices: sealed messages, kept in an outbox on disk until the receipt has come, and deposited again after 30 s here, for
                 15 min elsewhere. healed: messages that had not come when the store took them a second time, and that came then
  --program F    the nats-server to run; default: the one that is installed
  --json         one JSON object

  When an acknowledged message does not come, the state of the stream and of its consumer on each server goes to stderr, with what the sender was
  answered for each lost message.
`;

const MESSAGE_BYTES = 4096;
const RESTART_AFTER_MS = 4000;
const STOPPED_FOR_MS = 6000;
const APART_FOR_MS = 8000;
/** While the other two have not noticed yet. */
const MORE_APART_MS = 8000;
const ELECTION_LIMIT_MS = 30_000;
const ASK_AGAIN_MS = 200;
const CONFIRMED_WITHIN_MS = 120_000;
/** The servers of a local cluster. */
const SERVERS = ['n1', 'n2', 'n3'];
/** Far more than one sender may have waiting elsewhere: here it is the load. */
const LIMITS = { senderMessages: 1_000_000 };

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '6000' },
    parallel: { type: 'string', default: '24' },
    partition: { type: 'boolean', default: false },
    receipts: { type: 'boolean', default: false },
    cuts: { type: 'string', default: '0' },
    program: { type: 'string', default: 'nats-server' },
    json: { type: 'boolean', default: false },
  },
});
const cuts = Number(values.cuts);
const [sender, recipient] = values.receipts
  ? [identities.alice.peerId, identities.bob.peerId]
  : ([1, 2].map((number) => formatPeerId(new Uint8Array(32).fill(number))) as [string, string]);
const MAILBOX = `QFORGE_MAIL_${recipient}`;
process.exitCode = await main(Number(values.messages), Number(values.parallel));

/** One thing that was done to the cluster. */
interface Fault {
  readonly what: string;
  readonly server: string;
  readonly atMessage: number;
  /** Of a partition: who leads, as the majority sees it, before it ends. */
  ledThen?: string;
}

async function main(messages: number, parallel: number): Promise<number> {
  if (!(messages >= 30 && parallel >= 1 && cuts >= 0 && cuts < messages / 10)) {
    process.stderr.write(USAGE);
    return 2;
  }
  await using proxies = await RouteProxies.listen(SERVERS);
  await using cluster = await LocalCluster.start({ routeVia: proxies.placeFor, program: values.program });
  const engine = cluster.engineOf('gateway');
  const counts = new Map<string, number>();
  const metrics = { ...silentMetrics, count: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1) };
  const answers = new Answers();
  const surroundings = { clock: systemClock, limits: LIMITS, metrics };
  await using from = await NatsEngine.open(engine, { ...surroundings, logger: answers });
  await using to = await NatsEngine.open(engine, surroundings);
  await from.provision([recipient, sender]);
  await using sealed = values.receipts ? await sealedEnds(from, to) : undefined;
  const faults: Fault[] = [];
  const healing: Promise<void>[] = [];
  const nowMs = (): number => systemClock.monotonicMs();
  const isolate = (count: number) => () => isolateLeader(proxies, cluster, faults, count);
  const fault = (count: number): (() => Promise<() => Promise<void>>) | undefined => {
    if (cuts > 0) return isCutAt(count, messages) ? isolate(count) : undefined;
    if (count === Math.floor(messages / 2)) return () => stopLeader(cluster, engine, faults, count);
    return values.partition && count === Math.floor((3 * messages) / 4) ? isolate(count) : undefined;
  };
  const onAcknowledged = (count: number): Promise<void> | undefined => {
    if (cuts === 0 && count === Math.floor(messages / 4)) healing.push(killLeader(cluster, engine, faults, count));
    const begin = fault(count);
    if (begin === undefined) return undefined;
    // What comes next is sent while that server is out of reach; with another one away there would be no majority.
    const begun = Promise.all(healing).then(begin);
    healing.push(begun.then((heal) => heal()));
    return begun.then(() => undefined);
  };
  const load = new ClusterLoad({
    messages,
    messageBytes: MESSAGE_BYTES,
    parallel,
    sender,
    recipient,
    onAcknowledged,
    nowMs,
  });
  const figures = await load.run(sealed ?? { from: from.mailboxes, to: to.mailboxes });
  if (sealed !== undefined) await confirmedSoon(sealed);
  await Promise.all(healing);
  if (load.lost.length > 0) process.stderr.write(await lossReport(cluster, MAILBOX, load.lost, answers));
  const leftInStore = (await to.mailboxes.usage(recipient)).messages;
  const forgotten = counts.get('qforge_mail_store_forgotten_total') ?? 0;
  const violations = violationsIn(figures, faults, leftInStore, forgotten);
  const report = {
    serverVersion: cluster.version.text,
    faults,
    ...figures,
    leftInStore,
    readPastConsumer: counts.get('qforge_mail_store_stranded_total') ?? 0,
    forgotten,
    ...(sealed === undefined ? {} : { healed: sealed.healed.size, unconfirmed: sealed.unconfirmed }),
    violations,
  };
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textOf(report));
  return violations.length === 0 ? 0 : 1;
}

/** Both ends as devices, with connections of their own to the mailboxes. */
function sealedEnds(from: NatsEngine, to: NatsEngine): Promise<SealedEnds> {
  return SealedEnds.open(mkdtempSync(join(tmpdir(), 'qforge-sealed-ends-')), identities, { from, to });
}

/** Waits until all receipts have come, or for a while. */
async function confirmedSoon(sealed: SealedEnds): Promise<void> {
  const endMs = systemClock.monotonicMs() + CONFIRMED_WITHIN_MS;
  while (sealed.unconfirmed > 0 && systemClock.monotonicMs() < endMs) await pause(ASK_AGAIN_MS);
}

/** Whether that many acknowledged messages are the moment of a cut. */
function isCutAt(count: number, messages: number): boolean {
  const each = Math.floor(messages / (cuts + 1));
  return count % each === 0 && count / each <= cuts;
}

/** Who leads the mailbox; waits a while for a leader, other than the one named, and resolves to what there is then. */
async function leaderOf(engine: string, patienceMs = ELECTION_LIMIT_MS, except = ''): Promise<string> {
  await using link = await NatsLink.open(parseNatsAddress(engine), { clock: systemClock });
  for (const startMs = systemClock.monotonicMs(); ; ) {
    const info = await link.call(() => link.jsm.streams.info(MAILBOX));
    const leader = info.cluster?.leader ?? '';
    const isOver = systemClock.monotonicMs() - startMs >= patienceMs;
    if (isOver || ![except, ''].includes(leader)) return leader;
    await pause(ASK_AGAIN_MS);
  }
}

async function killLeader(cluster: LocalCluster, engine: string, faults: Fault[], atMessage: number): Promise<void> {
  const server = await leaderOf(engine);
  cluster.signal(server, 'SIGKILL');
  faults.push({ what: 'SIGKILL', server, atMessage });
  await pause(RESTART_AFTER_MS);
  await cluster.restart(server);
}

/** Resolves when the server stands still, to what lets it go on after a while. */
async function stopLeader(
  cluster: LocalCluster,
  engine: string,
  faults: Fault[],
  atMessage: number,
): Promise<() => Promise<void>> {
  const server = await leaderOf(engine);
  cluster.signal(server, 'SIGSTOP');
  faults.push({ what: 'SIGSTOP', server, atMessage });
  return async () => {
    await pause(STOPPED_FOR_MS);
    cluster.signal(server, 'SIGCONT');
  };
}

/** Resolves when the server is cut off, to what joins it again after a while. */
async function isolateLeader(
  proxies: RouteProxies,
  cluster: LocalCluster,
  faults: Fault[],
  atMessage: number,
): Promise<() => Promise<void>> {
  const engine = cluster.engineOf('gateway');
  const server = await leaderOf(engine);
  const others = cluster.servers.filter(({ name }) => name !== server).map(({ url }) => url.replace('nats://', ''));
  const engineOfMajority = `nats://${others.join(',')}?${engine.split('?')[1] ?? ''}`;
  const join = proxies.isolate(server);
  const fault: Fault = { what: 'partition', server, atMessage };
  faults.push(fault);
  return async () => {
    await pause(APART_FOR_MS);
    fault.ledThen = await leaderOf(engineOfMajority, MORE_APART_MS, server).catch(() => '');
    join();
  };
}

function violationsIn(
  figures: LoadFigures,
  faults: readonly Fault[],
  leftInStore: number,
  forgotten: number,
): readonly string[] {
  const { published, acknowledged, unknown, acknowledgedAndLost, deliveredTwice, wrongBytes } = figures;
  const ofCuts = faults.filter(({ what }) => what === 'partition');
  return [
    ...(acknowledgedAndLost > 0
      ? [`${acknowledgedAndLost} acknowledged messages did not come; ${leftInStore} messages are still in the store`]
      : []),
    // A new leader may lack what was collected already, and get that again, too.
    ...(leftInStore > unknown + forgotten && acknowledgedAndLost === 0
      ? [`${leftInStore} messages are still in the store`]
      : []),
    ...(deliveredTwice > 0 ? [`${deliveredTwice} messages reached the application twice`] : []),
    ...(wrongBytes > 0 ? [`${wrongBytes} messages had wrong bytes`] : []),
    ...(acknowledged + unknown === published ? [] : ['the books of the sender do not balance']),
    ...(acknowledged > 0 ? [] : ['nothing was acknowledged']),
    ...(cuts > 0 ? ['partition'] : ['SIGKILL', 'SIGSTOP', ...(values.partition ? ['partition'] : [])])
      .filter((what) => !faults.some((fault) => fault.what === what))
      .map((what) => `there was no ${what}`),
    ...(ofCuts.length > 0 && ofCuts.every(({ server, ledThen = server }) => ledThen === server)
      ? ['nobody else led while a leader was cut off']
      : []),
  ];
}

function textOf(
  report: LoadFigures & {
    leftInStore: number;
    readPastConsumer: number;
    forgotten: number;
    serverVersion: string;
    faults: readonly Fault[];
    violations: readonly string[];
  },
): string {
  const { faults, violations, serverVersion, ...figures } = report;
  return `${[
    `nats-server ${serverVersion}, three of them; ${MESSAGE_BYTES} bytes a message`,
    ...faults.map(
      ({ what, server, atMessage }) => `${what} to ${server}, leader of the mailbox, at message ${atMessage}`,
    ),
    ...Object.entries(figures).map(([name, value]) => `  ${name.padEnd(22)} ${String(value)}`),
    violations.length === 0 ? '0 violations' : violations.join('\n'),
  ].join('\n')}\n`;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
