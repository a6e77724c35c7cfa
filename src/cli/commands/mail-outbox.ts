import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { type MailFlags, messagingOptions, withStateFlag } from '../mail-flags.ts';
import type { RunningClient } from '../running-client.ts';

interface OutboxFlags extends IdentityFlags, MailFlags {
  readonly json?: true;
}

/** `qforge mail outbox`: what was sent and not confirmed. */
export function outboxCommand(): Command {
  const command = withStateFlag(withIdentityFlags(new Command('outbox')))
    .summary('show what was sent and no recipient has confirmed')
    .description(
      'Show the messages that this device keeps until their recipients have confirmed them, and those that expired unconfirmed. They are deposited again while "qforge mail read --follow" runs; receipts come with the mail.',
    )
    .option('--json', 'print one JSON document')
    .action(list);
  return withExamples(command, [
    { commandLine: 'qforge mail outbox', meaning: 'A line for each: for whom, since when, and in which state.' },
  ]);
}

/** `qforge mail give-up`: lets go of a message. */
export function giveUpCommand(): Command {
  const command = withStateFlag(withIdentityFlags(new Command('give-up')))
    .summary('take a message out of the outbox')
    .description(
      'Deposit a message no more, for one recipient or, by default, for all that have not confirmed it. A copy that lies in a mailbox may still arrive.',
    )
    .argument('<id>', 'the ID of the message')
    .argument('[peer]', 'the recipient: a name, or a PeerId')
    .action(giveUp);
  return withExamples(command, [
    {
      commandLine: 'qforge mail give-up 3f2a86c1d04b5e9788a1c2d3e4f50617 bob',
      meaning: 'Bob is not written to any more; others may be.',
    },
  ]);
}

async function start(flags: OutboxFlags): Promise<RunningClient> {
  const { RunningClient } = await import('../running-client.ts');
  return RunningClient.start('mail', flags, { messaging: messagingOptions(flags) });
}

async function list(flags: OutboxFlags): Promise<void> {
  const [{ printJson, printLines }, { alignedTable }] = await Promise.all([
    import('../standard-output.ts'),
    import('../table.ts'),
  ]);
  await using running = await start(flags);
  const entries = running.client.messages.outbox.list();
  if (flags.json === true) return printJson({ outbox: entries });
  const titles = ['to', 'id', 'bytes', 'since', 'until', 'deposits', 'state'];
  const columns = titles.map((title) => ({ title, alignRight: title === 'bytes' || title === 'deposits' }));
  const dateOf = (ms: number): string => new Date(ms).toISOString();
  const rows = entries.map(({ recipient, id, bytes, handedAtMs, expiresAtMs, deposits, state }) => {
    const times = [handedAtMs, expiresAtMs].map(dateOf);
    return [running.nameOf({ peerId: recipient }), id, String(bytes), ...times, String(deposits), state];
  });
  printLines(rows.length === 0 ? ['nothing'] : alignedTable(columns, rows));
}

async function giveUp(id: string, peer: string | undefined, flags: OutboxFlags): Promise<void> {
  const [{ QForgeError }, { printNote }] = await Promise.all([
    import('../../base/index.ts'),
    import('../standard-output.ts'),
  ]);
  await using running = await start(flags);
  const { messages } = running.client;
  const recipient = peer === undefined ? undefined : messages.peerIdOf(peer);
  const wanted = messages.outbox
    .list()
    .filter((entry) => entry.id === id && (recipient === undefined || entry.recipient === recipient));
  if (wanted.length === 0) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'id', reason: 'the outbox has no such message' });
  }
  for (const entry of wanted) {
    messages.outbox.remove(entry);
    printNote(`given up for ${running.nameOf({ peerId: entry.recipient })}: ${id}`);
  }
}
