import { Argument, Command } from 'commander';
import type { PeerRecord, TrustStore, TunnelRuleKind } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { printableText } from '../printable-text.ts';
import { readSettings } from '../settings.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { alignedTable, tabSeparated } from '../table.ts';
import { isTerminal } from '../terminal.ts';

interface PeersFlags {
  readonly json?: true;
}

interface AddFlags extends PeersFlags {
  readonly trust?: true;
}

const COLUMNS = [{ title: 'name' }, { title: 'peerid' }, { title: 'address' }, { title: 'trust' }, { title: 'added' }];

/** `qforge peers`: the list of peers that this user knows and trusts. */
export function peersCommand(): Command {
  const command = new Command('peers')
    .summary('list, add, trust and remove peers')
    .description('The peers you know by name. Only trusted ones can reach you, and be reached by name.');
  addList(command);
  addTrust(command);
  addRules(command);
  addRemove(command);
  return withExamples(command, [
    { commandLine: 'qforge peers', meaning: 'List the peers; tab-separated when the output is no terminal.' },
    { commandLine: 'qforge peers add bob qf1... tcp://bob.example:7700', meaning: 'Know bob, without trusting yet.' },
    { commandLine: 'qforge peers trust bob', meaning: 'After you have compared the PeerId with bob by telephone.' },
    {
      commandLine: 'qforge peers allow bob connect localhost:5432',
      meaning: 'Let bob reach the PostgreSQL of this machine through a tunnel.',
    },
    { commandLine: 'qforge peers remove bob', meaning: 'Forget bob.' },
  ]);
}

function addList(command: Command): void {
  command
    .command('list', { isDefault: true })
    .description('List the peers.')
    .option('--json', 'print one JSON document')
    .action(list);
  command
    .command('add')
    .description('Give a peer a name. It is known then, but not trusted without --trust.')
    .argument('<name>', 'the name you choose')
    .argument('<peerid>', 'its PeerId: the other side prints it with "qforge id"')
    .argument('[address]', 'where it can be reached, as tcp://host:port')
    .option('--trust', 'trust it at once: you have compared the PeerId by another way')
    .option('--json', 'print one JSON document')
    .action(add);
}

function addTrust(command: Command): void {
  command
    .command('trust')
    .description('Trust a peer: it may reach you, and you can reach it by name.')
    .argument('<name>', 'name or PeerId')
    .option('--json', 'print one JSON document')
    .action((name: string, flags: PeersFlags) => setTrust(name, true, flags));
  command
    .command('untrust')
    .description('Stop trusting a peer, but keep its name.')
    .argument('<name>', 'name or PeerId')
    .option('--json', 'print one JSON document')
    .action((name: string, flags: PeersFlags) => setTrust(name, false, flags));
}

/** What a trusted peer may do through a tunnel. */
function addRules(command: Command): void {
  withRuleArguments(command.command('allow'))
    .description(
      'Allow a peer something through "qforge tunnel serve": to have a target dialled here, or to have a listener here.',
    )
    .action((name: string, kind: TunnelRuleKind, rule: string, flags: PeersFlags) => allow(name, kind, rule, flags));
  withRuleArguments(command.command('disallow'))
    .description('Take such a rule away again.')
    .action((name: string, kind: TunnelRuleKind, rule: string, flags: PeersFlags) => disallow(name, kind, rule, flags));
}

function addRemove(command: Command): void {
  command
    .command('remove')
    .description('Forget a peer.')
    .argument('<name>', 'name or PeerId')
    .option('--json', 'print one JSON document')
    .action(remove);
}

function withRuleArguments(command: Command): Command {
  return command
    .argument('<name>', 'name or PeerId')
    .addArgument(
      new Argument('<kind>', 'connect: have it dialled; bind: have this device listen').choices(['connect', 'bind']),
    )
    .argument('<rule>', 'HOST:PORT, where HOST is a name, an IP address, a block or *, and PORT a number, a range or *')
    .option('--json', 'print one JSON document');
}

async function openStore(): Promise<TrustStore> {
  const client = await import('../../client/index.ts');
  return client.TrustStore.open(readSettings(process.env, undefined).peersPath);
}

async function list(flags: PeersFlags): Promise<void> {
  const peers = (await openStore()).list();
  if (flags.json === true) return printJson({ peers: peers.map(asJson) });
  if (!isTerminal(process.stdout)) return printLines(tabSeparated(peers.map(asRow)));
  if (peers.length === 0) return printNote('no peers yet: add one with "qforge peers add NAME PEERID [ADDRESS]"');
  printLines(alignedTable(COLUMNS, peers.map(asRow)));
}

async function add(name: string, peerId: string, address: string | undefined, flags: AddFlags): Promise<void> {
  const store = await openStore();
  const trusted = flags.trust === true;
  await store.add({ name, peerId, trusted, ...(address === undefined ? {} : { address }) });
  report(store.find(name), trusted ? 'added and trusted' : 'added, not trusted yet', flags);
}

async function setTrust(name: string, trusted: boolean, flags: PeersFlags): Promise<void> {
  const store = await openStore();
  await store.trust(name, trusted);
  report(store.find(name), trusted ? 'trusted' : 'not trusted any more', flags);
}

async function allow(name: string, kind: TunnelRuleKind, rule: string, flags: PeersFlags): Promise<void> {
  const store = await openStore();
  await store.allow(name, kind, rule);
  report(store.find(name), `may ${kind === 'connect' ? 'connect to' : 'listen on'} ${rule}`, flags);
}

async function disallow(name: string, kind: TunnelRuleKind, rule: string, flags: PeersFlags): Promise<void> {
  const store = await openStore();
  await store.disallow(name, kind, rule);
  report(store.find(name), `may no longer ${kind === 'connect' ? 'connect to' : 'listen on'} ${rule}`, flags);
}

async function remove(name: string, flags: PeersFlags): Promise<void> {
  const store = await openStore();
  const record = store.find(name);
  await store.remove(name);
  report(record, 'removed', flags);
}

function report(record: PeerRecord | undefined, outcome: string, flags: PeersFlags): void {
  if (record === undefined) return;
  if (flags.json === true) printJson({ peer: asJson(record) });
  else printNote(`${printableText(record.name)} ${record.peerId}: ${outcome}`);
}

function asRow(record: PeerRecord): readonly string[] {
  const trust = record.trusted ? (record.firstUse ? 'first use' : 'trusted') : 'no';
  return [printableText(record.name), record.peerId, record.address ?? '-', trust, isoTime(record.addedAtMs)];
}

function asJson(record: PeerRecord): object {
  const { name, peerId, address, trusted, firstUse, addedAtMs, tunnel = { connect: [], bind: [] } } = record;
  return { name, peerId, address: address ?? null, trusted, firstUse, addedAt: isoTime(addedAtMs), tunnel };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
