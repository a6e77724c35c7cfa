import { scheduler } from 'node:timers/promises';
import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type EngineFlags, messagingOptions, withEngineFlags } from '../mail-flags.ts';
import type { RunningClient } from '../running-client.ts';
import { giveUpCommand, outboxCommand } from './mail-outbox.ts';

interface SendFlags extends IdentityFlags, EngineFlags {
  readonly text?: string;
  readonly expires: string;
  readonly json?: true;
}

interface ReadFlags extends IdentityFlags, EngineFlags {
  readonly follow?: true;
  readonly events?: true;
  readonly json?: true;
}

const MS_PER_HOUR = 3_600_000;
const MAX_EXPIRY_HOURS = 672;
/** How often it is looked whether all mail has come. */
const LOOK_INTERVAL_MS = 200;

/** `qforge mail`: sealed messages to peers that are away. */
export function mailCommand(): Command {
  const command = new Command('mail')
    .summary('send sealed messages to peers that are away, and read them')
    .description(
      'Messages are sealed for their recipients and wait in a store, which can open none of them. A peer has to have read its mail once before it can be sent to: reading publishes its prekeys.',
    );
  command.addCommand(sendCommand());
  command.addCommand(readCommand());
  command.addCommand(listCommand());
  command.addCommand(outboxCommand());
  command.addCommand(giveUpCommand());
  command.addCommand(presentCommand());
  return withExamples(command, [
    {
      commandLine: 'qforge mail send -e sqlite:/srv/mail.db bob --text "see you"',
      meaning: 'For bob, when he is back.',
    },
    { commandLine: 'qforge mail read -e sqlite:/srv/mail.db', meaning: 'All that waits, each message once.' },
    {
      commandLine: 'qforge mail read -e "nats://n1:4222,n2:4222,n3:4222?key=bob.nk"',
      meaning: 'The same from a NATS cluster, which many machines share.',
    },
  ]);
}

function sendCommand(): Command {
  const command = withEngineFlags(withIdentityFlags(new Command('send')))
    .summary('seal a message and put it into the mailboxes of its recipients')
    .description(
      'Send one message to one peer or several; without --text it is read from standard input, up to 768 KiB.',
    )
    .argument('<peer...>', 'names of peers, or PeerIds')
    .option('-t, --text <text>', 'the message; by default standard input')
    .option('--expires <hours>', `after how long nobody wants it any more, 1 to ${MAX_EXPIRY_HOURS}`, '168')
    .option('--json', 'print one JSON document')
    .action(send);
  return withExamples(command, [
    {
      commandLine: 'qforge mail send -e sqlite:/srv/mail.db bob carol < notice.txt',
      meaning: 'One message to two peers.',
    },
    {
      commandLine: 'qforge mail send -e sqlite:/srv/mail.db bob --text hello --expires 24 --json',
      meaning: 'Its ID and what became of it, for programs.',
    },
  ]);
}

function readCommand(): Command {
  const command = withEngineFlags(withIdentityFlags(new Command('read')))
    .summary('print the messages that wait, and publish prekeys')
    .description(
      'Print every message of trusted peers that waits, and acknowledge it: it does not come again. What cannot be opened becomes a dead letter.',
    )
    .option('-f, --follow', 'go on until Ctrl-C')
    .option(
      '--events',
      'also print what happens to mail and messages: with --json as documents, else to standard error',
    )
    .option('--json', 'print one JSON document for each message')
    .action(read);
  return withExamples(command, [
    { commandLine: 'qforge mail read -e sqlite:/srv/mail.db --follow', meaning: 'Messages as they come.' },
    { commandLine: 'qforge mail read -e sqlite:/srv/mail.db --json', meaning: 'Messages with sender, ID and times.' },
  ]);
}

function listCommand(): Command {
  const command = withEngineFlags(withIdentityFlags(new Command('list')))
    .summary('show what waits, and dead letters with their reasons')
    .description('Show the mailbox of this device without reading it.')
    .option('--json', 'print one JSON document')
    .action(list);
  return withExamples(command, [
    {
      commandLine: 'qforge mail list -e sqlite:/srv/mail.db',
      meaning: 'A line for each message, then the dead letters.',
    },
  ]);
}

function presentCommand(): Command {
  const command = withEngineFlags(withIdentityFlags(new Command('present')))
    .summary('show who has said to be there')
    .description(
      'Show the peers that read their mail with --follow now, as far as they say so: a hint, no proof. It takes an engine that connects machines (nats://).',
    )
    .option('--json', 'print one JSON document')
    .action(present);
  return withExamples(command, [
    {
      commandLine: 'qforge mail present -e "nats://n1:4222?key=alice.nk"',
      meaning: 'A line for each peer that is there, and until when that holds.',
    },
  ]);
}

async function start(flags: IdentityFlags & EngineFlags): Promise<RunningClient> {
  const { RunningClient } = await import('../running-client.ts');
  return RunningClient.start('mail', flags, { messaging: messagingOptions(flags) });
}

async function send(peers: readonly string[], flags: SendFlags): Promise<void> {
  const [{ wholeNumber }, { printJson, printNote }] = await Promise.all([
    import('../whole-number.ts'),
    import('../standard-output.ts'),
  ]);
  const expiresInMs = wholeNumber('--expires', flags.expires, 1, MAX_EXPIRY_HOURS) * MS_PER_HOUR;
  await using running = await start(flags);
  const data = flags.text === undefined ? await standardInput() : Buffer.from(flags.text);
  const { id, expiresAtMs, sent, failures } = await running.client.messages.send(peers, data, { expiresInMs });
  if (flags.json === true) {
    const failed = failures.map(({ peerId, error }) => ({ peerId, error: error.toJSON() }));
    printJson({ id, expiresAtMs, sent, failures: failed });
  } else {
    for (const { peerId, outcome, prekey } of sent) {
      printNote(`${outcome} for ${running.nameOf({ peerId })} under a ${prekey} prekey: ${id}`);
    }
  }
  for (const { peerId, error } of failures) printNote(`not sent to ${running.nameOf({ peerId })}: ${error.message}`);
  const [failure] = failures;
  if (failure !== undefined) process.exitCode = failure.error.exitCode;
}

async function read(flags: ReadFlags): Promise<void> {
  const [{ printReceived }, { printMessagingEvents }] = await Promise.all([
    import('../received-printer.ts'),
    import('../messaging-event-printer.ts'),
  ]);
  const interruption = new Interruption('service');
  await using running = await start(flags);
  const { messages } = running.client;
  if (flags.events === true) printMessagingEvents(running, flags.json === true);
  await messages.messenger.refreshPrekeys();
  const reading = printReceived(running, { asJson: flags.json === true, endsWithStore: flags.follow !== true });
  // Waited for below: what goes wrong before that is told then.
  reading.catch(() => undefined);
  await messages.start();
  const isDone = flags.follow === true ? followed(running, interruption) : untilEmpty(running, interruption.signal);
  // Messages that cannot be acknowledged end the command with their error.
  await Promise.race([isDone, reading]);
  await messages[Symbol.asyncDispose]();
  await reading;
}

/** Tells who is there, and waits to be ended. */
async function followed(running: RunningClient, interruption: Interruption): Promise<void> {
  await running.client.messages.announcePresence();
  await interruption.wait();
}

/** Waits until nothing is left in the mailbox. */
async function untilEmpty(running: RunningClient, signal: AbortSignal): Promise<void> {
  const { engine } = running.client.messages;
  const left = async (): Promise<number> => (await engine?.mailboxes.usage(running.client.peerId))?.messages ?? 0;
  while (!signal.aborted && (await left()) > 0) await scheduler.wait(LOOK_INTERVAL_MS);
}

async function list(flags: ReadFlags): Promise<void> {
  const [{ printJson, printLines }, { alignedTable }] = await Promise.all([
    import('../standard-output.ts'),
    import('../table.ts'),
  ]);
  await using running = await start(flags);
  const { engine } = running.client.messages;
  const owner = running.client.peerId;
  const [waiting, deadLetters] = await Promise.all([
    engine?.mailboxes.list(owner) ?? [],
    engine?.mailboxes.deadLetters(owner) ?? [],
  ]);
  if (flags.json === true) return printJson({ waiting, deadLetters });
  const dateOf = (ms: number): string => new Date(ms).toISOString();
  const name = (peerId: string): string => running.nameOf({ peerId });
  const columns = ['from', 'id', 'bytes', 'since', 'state'].map((title) => ({ title, alignRight: title === 'bytes' }));
  const rows = [
    ...waiting.map((mail) => [name(mail.sender), mail.id, String(mail.bytes), dateOf(mail.depositedAtMs), 'waits']),
    ...deadLetters.map((dead) => [name(dead.sender), dead.id, String(dead.bytes), dateOf(dead.diedAtMs), dead.reason]),
  ];
  printLines(rows.length === 0 ? ['no mail'] : alignedTable(columns, rows));
}

async function present(flags: ReadFlags): Promise<void> {
  const [{ QForgeError }, { printJson, printLines }, { alignedTable }] = await Promise.all([
    import('../../base/index.ts'),
    import('../standard-output.ts'),
    import('../table.ts'),
  ]);
  await using running = await start(flags);
  const peers = await running.client.messages.present();
  if (peers === undefined) {
    throw new QForgeError('MAIL_ENGINE_INVALID', {
      engine: flags.engine,
      reason: 'an engine in a file tells no presence',
    });
  }
  if (flags.json === true) return printJson({ present: peers });
  const rows = peers.map(({ peerId, untilMs }) => [running.nameOf({ peerId }), new Date(untilMs).toISOString()]);
  printLines(rows.length === 0 ? ['nobody'] : alignedTable([{ title: 'peer' }, { title: 'until' }], rows));
}

async function standardInput(): Promise<Uint8Array> {
  const { MAX_LINE_BYTES } = await import('../input-lines.ts');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // What is too long for a message is told by who seals it; this only bounds memory.
    if (bytes <= MAX_LINE_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
