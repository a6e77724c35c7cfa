import { scheduler } from 'node:timers/promises';
import { Command } from 'commander';
import type { RouteRow } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type ListenFlags, listenOptions, withListenFlags } from '../listen-flags.ts';
import { type MailFlags, messagingOptions, withStateFlag } from '../mail-flags.ts';
import type { RunningClient } from '../running-client.ts';

interface TableFlags extends IdentityFlags, MailFlags {
  readonly wait: string;
  readonly json?: true;
}

interface ServeFlags extends IdentityFlags, MailFlags, ListenFlags {
  readonly events?: true;
  readonly json?: true;
}

const MS_PER_SECOND = 1000;
const LONGEST_WAIT_SECONDS = 3600;

/** `qforge route`: messages over several hops. */
export function routeCommand(): Command {
  const command = new Command('route')
    .summary('pass messages on over several hops, and show the routes')
    .description(
      'Peers that are no neighbours reach each other over those that are. Each hop is a channel; what is carried is sealed for its recipient. "table", which may be left out, shows the routes.',
    );
  command.addCommand(tableCommand(), { isDefault: true });
  command.addCommand(serveCommand());
  return withExamples(command, [
    { commandLine: 'qforge route serve bob', meaning: 'A router with a link to bob, until Ctrl-C.' },
    { commandLine: 'qforge route bob carol', meaning: 'What can be reached over bob and carol.' },
  ]);
}

function tableCommand(): Command {
  const command = withStateFlag(withIdentityFlags(new Command('table')))
    .summary('show what can be reached over neighbours, and at what cost')
    .description('Open links to neighbours, listen to their routes for some seconds, and print the table.')
    .argument('<neighbour...>', 'names of trusted peers with an address in the list of peers')
    .option('--wait <seconds>', 'how long to listen to the routes of neighbours', '3')
    .option('--json', 'print one JSON document')
    .action(table);
  return withExamples(command, [
    { commandLine: 'qforge route table bob --wait 5 --json', meaning: 'Routes and neighbours, for programs.' },
  ]);
}

function serveCommand(): Command {
  const command = withStateFlag(withIdentityFlags(withListenFlags(new Command('serve'))))
    .summary('pass messages of trusted peers on, and print those for this device')
    .description('Be a router, until Ctrl-C. Messages for this device are printed and acknowledged.')
    .argument('[neighbour...]', 'names of trusted peers to keep a link with')
    .option(
      '--events',
      'also print what happens to routes, packets and messages: with --json as documents, else to standard error',
    )
    .option('--json', 'print one JSON document for each message, after one that says where it listens')
    .action(serve);
  return withExamples(command, [
    {
      commandLine: 'qforge route serve -a tcp://0.0.0.0:7700 bob carol',
      meaning: 'A hop between bob, carol and whoever dials.',
    },
    {
      commandLine: 'qforge route serve bob --events --json',
      meaning: 'Routes as they come and go, and what becomes of packets, for programs.',
    },
  ]);
}

async function table(neighbours: readonly string[], flags: TableFlags): Promise<void> {
  const [{ RunningClient }, { wholeNumber }, { printJson, printLines }] = await Promise.all([
    import('../running-client.ts'),
    import('../whole-number.ts'),
    import('../standard-output.ts'),
  ]);
  const seconds = wholeNumber('--wait', flags.wait, 1, LONGEST_WAIT_SECONDS);
  const messaging = { ...messagingOptions(flags), routing: true, neighbours };
  await using running = await RunningClient.start('route', flags, { messaging });
  await scheduler.wait(seconds * MS_PER_SECOND);
  const { router } = running.client.messages;
  const [routes, links] = [router?.routes() ?? [], router?.neighbours() ?? []];
  if (flags.json === true) return printJson({ routes, neighbours: links });
  printLines(routes.length === 0 ? ['no routes'] : await routeTable(running, routes));
}

async function routeTable(running: RunningClient, routes: readonly RouteRow[]): Promise<readonly string[]> {
  const { alignedTable } = await import('../table.ts');
  const columns = ['peer', 'next hop', 'hops', 'cost ms'].map((title, index) => ({ title, alignRight: index > 1 }));
  const sorted = routes.toSorted((a, b) => a.costMs - b.costMs);
  return alignedTable(
    columns,
    sorted.map(({ peerId, nextHop, hops, costMs }) => [
      running.nameOf({ peerId }),
      running.nameOf({ peerId: nextHop }),
      String(hops),
      costMs.toFixed(1),
    ]),
  );
}

async function serve(neighbours: readonly string[], flags: ServeFlags): Promise<void> {
  const [{ RunningClient }, { announceListening }, { printReceived }, { printMessagingEvents }] = await Promise.all([
    import('../running-client.ts'),
    import('../channel-announcer.ts'),
    import('../received-printer.ts'),
    import('../messaging-event-printer.ts'),
  ]);
  const interruption = new Interruption('service');
  const messaging = { ...messagingOptions(flags), routing: true, neighbours };
  await using running = await RunningClient.start('route', flags, { ...listenOptions(flags), messaging });
  announceListening(running, flags.json === true);
  if (flags.events === true) printMessagingEvents(running, flags.json === true);
  const printing = printReceived(running, { asJson: flags.json === true });
  await Promise.race([interruption.wait(), printing]);
  await running.client.messages[Symbol.asyncDispose]();
  await printing;
}
