import { Command } from 'commander';
import { systemClock } from '../../base/index.ts';
import { type AdminFlags, adminConnection, withAdminFlag } from '../admin-connection.ts';
import type { AlertAnswer } from '../alert-report.ts';
import { withExamples } from '../examples.ts';
import { printJson, printLines } from '../standard-output.ts';
import { isTerminal } from '../terminal.ts';

interface ListFlags extends AdminFlags {
  readonly json?: true;
}

interface SilenceFlags extends ListFlags {
  readonly for: string;
  readonly comment: string;
}

/** `qforge alerts`: what a running device raises alerts for. */
export function alertsCommand(): Command {
  const command = new Command('alerts')
    .summary('show alerts, silence them, try where they are told')
    .description('Ask a running "qforge up" for its alerts. "list", which may be left out, shows them.');
  command.addCommand(listCommand(), { isDefault: true });
  command.addCommand(silenceCommand());
  command.addCommand(unsilenceCommand());
  command.addCommand(testCommand());
  return withExamples(command, [
    { commandLine: 'qforge alerts', meaning: 'What fires, what is silenced, and which sinks fail.' },
    { commandLine: 'qforge alerts silence runs-out --for 2h', meaning: 'Two hours without word of what runs out.' },
    { commandLine: 'qforge alerts test', meaning: 'Do the webhooks work?' },
  ]);
}

function listCommand(): Command {
  return withAdminFlag(new Command('list'))
    .summary('show alerts, silences and sinks that fail')
    .description('Show alerts, those that fire first, silences, and sinks that fail.')
    .option('--json', 'print one JSON document')
    .action(list);
}

function silenceCommand(): Command {
  return withAdminFlag(new Command('silence'))
    .summary('keep alerts of a rule from being told for a time')
    .description('Keep alerts of a rule from being told for a time; they are shown all the same.')
    .argument('<rule>', 'the name of the rule, or "*" for all')
    .option('--for <time>', 'how long, such as 30min, 2h or 7d', '1h')
    .option('--comment <text>', 'why, for others', '')
    .option('--json', 'print one JSON document')
    .action(silence);
}

function unsilenceCommand(): Command {
  return withAdminFlag(new Command('unsilence'))
    .summary('end a silence')
    .description('End a silence. What fires is told within ten seconds.')
    .argument('<id>', 'the ID of the silence')
    .action(unsilence);
}

function testCommand(): Command {
  return withAdminFlag(new Command('test'))
    .summary('send a test to everywhere that alerts are told')
    .description('Send a test to everywhere that alerts are told. "qforge alerts" shows which did not take it.')
    .option('--json', 'print one JSON document')
    .action(test);
}

async function list(flags: ListFlags): Promise<void> {
  const admin = await adminConnection(flags, 'metrics');
  const answer = (await admin.get('/api/v1/alerts')) as AlertAnswer;
  if (flags.json === true) return printJson(answer);
  const { alertDump, readableAlerts } = await import('../alert-report.ts');
  const show = isTerminal(process.stdout) ? readableAlerts : alertDump;
  printLines(show(answer, systemClock.wallMs()));
}

async function silence(rule: string, flags: SilenceFlags): Promise<void> {
  const { timeSpan } = await import('../time-span.ts');
  const wish = { rule, forMs: timeSpan('--for', flags.for), comment: flags.comment };
  const made = (await (await adminConnection(flags, 'admin')).post('/api/v1/silences', wish)) as {
    readonly id: string;
  };
  if (flags.json === true) printJson(made);
  else printLines([made.id]);
}

async function unsilence(id: string, flags: AdminFlags): Promise<void> {
  const admin = await adminConnection(flags, 'admin');
  await admin.delete(`/api/v1/silences/${encodeURIComponent(id)}`);
}

async function test(flags: ListFlags): Promise<void> {
  const admin = await adminConnection(flags, 'admin');
  const sent = (await admin.post('/api/v1/alerts/test')) as { readonly sinks: readonly string[] };
  if (flags.json === true) printJson(sent);
  else printLines(sent.sinks.map((name) => `sent to ${name}`));
}
