import { parseArgs } from 'node:util';
import { silentMetrics, systemClock } from '../../src/base/index.ts';
import { formatPeerId } from '../../src/handshake/index.ts';
import { LocalCluster } from '../../src/messaging/cluster/local-cluster.ts';
import { parseNatsAddress } from '../../src/messaging/nats/nats-address.ts';
import { NatsEngine } from '../../src/messaging/nats/nats-engine.ts';
import { NatsLink } from '../../src/messaging/nats/nats-link.ts';
import { ClusterLoad, type LoadFigures } from './cluster-load.ts';
import { RouteProxies } from './route-proxies.ts';

const USAGE = `Usage: npm run -s cluster-test -- [--messages N] [--parallel N] [--partition] [--json]

  Three real nats-servers, messages of 4 KB into one mailbox and out of it. After a quarter of them the server that leads the mailbox is
  killed (SIGKILL), and started again later; after half, the one that leads then is stopped for six seconds (SIGSTOP); with --partition,
  after three quarters, the one that leads then is cut off from the other two for eight seconds, while clients still reach it.
  Checked: nothing acknowledged is lost or left in the store, nothing reaches the application twice, no byte is wrong, and all faults did happen.
  readPastConsumer counts the messages that the server's consumer had forgotten, and that were read from the stream itself.

  --messages N   how many; default 6000
  --parallel N   deposits that wait for their answer at once; default 24
  --partition    cut a leader off, too
  --json         one JSON object
`;

const MESSAGE_BYTES = 4096;
const RESTART_AFTER_MS = 4000;
const STOPPED_FOR_MS = 6000;
const APART_FOR_MS = 8000;
/** The servers of a local cluster. */
const SERVERS = ['n1', 'n2', 'n3'];
/** Far more than one sender may have waiting elsewhere: here it is the load. */
const LIMITS = { senderMessages: 1_000_000 };
const [sender, recipient] = [1, 2].map((number) => formatPeerId(new Uint8Array(32).fill(number))) as [string, string];
const MAILBOX = `QFORGE_MAIL_${recipient}`;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '6000' },
    parallel: { type: 'string', default: '24' },
    partition: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
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
  if (!(messages >= 30 && parallel >= 1)) {
    process.stderr.write(USAGE);
    return 2;
  }
  await using proxies = await RouteProxies.listen(SERVERS);
  await using cluster = await LocalCluster.start({ routeVia: proxies.placeFor });
  const engine = cluster.engineOf('gateway');
  await using from = await NatsEngine.open(engine, { clock: systemClock, limits: LIMITS });
  let readPastConsumer = 0;
  const metrics = {
    ...silentMetrics,
    count: (name: string) => void (readPastConsumer += name === 'qforge_mail_store_stranded_total' ? 1 : 0),
  };
  await using to = await NatsEngine.open(engine, { clock: systemClock, limits: LIMITS, metrics });
  await from.provision([recipient]);
  const faults: Fault[] = [];
  const healing: Promise<void>[] = [];
  const nowMs = (): number => systemClock.monotonicMs();
  const onAcknowledged = (count: number): Promise<void> | undefined => {
    if (count === Math.floor(messages / 4)) healing.push(killLeader(cluster, engine, faults, count));
    const begin =
      count === Math.floor(messages / 2)
        ? () => stopLeader(cluster, engine, faults, count)
        : values.partition && count === Math.floor((3 * messages) / 4)
          ? () => isolateLeader(proxies, cluster, faults, count)
          : undefined;
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
  const figures = await load.run(from.mailboxes, to.mailboxes);
  await Promise.all(healing);
  const leftInStore = (await to.mailboxes.usage(recipient)).messages;
  const violations = violationsIn(figures, faults, leftInStore);
  const report = {
    serverVersion: cluster.version.text,
    faults,
    ...figures,
    leftInStore,
    readPastConsumer,
    violations,
  };
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textOf(report));
  return violations.length === 0 ? 0 : 1;
}

async function leaderOf(engine: string): Promise<string> {
  await using link = await NatsLink.open(parseNatsAddress(engine), { clock: systemClock });
  const info = await link.call(() => link.jsm.streams.info(MAILBOX));
  return info.cluster?.leader ?? '';
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
    fault.ledThen = await leaderOf(engineOfMajority);
    join();
  };
}

function violationsIn(figures: LoadFigures, faults: readonly Fault[], leftInStore: number): readonly string[] {
  const { published, acknowledged, unknown, acknowledgedAndLost, deliveredTwice, wrongBytes } = figures;
  return [
    ...(acknowledgedAndLost > 0
      ? [`${acknowledgedAndLost} acknowledged messages did not come; ${leftInStore} messages are still in the store`]
      : []),
    ...(leftInStore > unknown && acknowledgedAndLost === 0 ? [`${leftInStore} messages are still in the store`] : []),
    ...(deliveredTwice > 0 ? [`${deliveredTwice} messages reached the application twice`] : []),
    ...(wrongBytes > 0 ? [`${wrongBytes} messages had wrong bytes`] : []),
    ...(acknowledged + unknown === published ? [] : ['the books of the sender do not balance']),
    ...(acknowledged > 0 ? [] : ['nothing was acknowledged']),
    ...['SIGKILL', 'SIGSTOP', ...(values.partition ? ['partition'] : [])]
      .filter((what) => !faults.some((fault) => fault.what === what))
      .map((what) => `there was no ${what}`),
    ...faults
      .filter(({ what, server, ledThen }) => what === 'partition' && (ledThen === undefined || ledThen === server))
      .map(({ server }) => `${server} led on while it was cut off`),
  ];
}

function textOf(
  report: LoadFigures & {
    leftInStore: number;
    readPastConsumer: number;
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
    ...Object.entries(figures).map(([name, value]) => `  ${name.padEnd(22)} ${value}`),
    violations.length === 0 ? '0 violations' : violations.join('\n'),
  ].join('\n')}\n`;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
