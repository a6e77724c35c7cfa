import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import { withExamples } from '../examples.ts';
import { printJson, printJsonLine, printLines, printNote } from '../standard-output.ts';
import { wholeNumber } from '../whole-number.ts';

interface VerifyFlags {
  readonly keys?: string;
  readonly memory?: string;
  readonly json?: true;
}

interface ShowFlags {
  readonly from: number;
  readonly count?: number;
  readonly json?: true;
}

interface ProveFlags {
  readonly output: string;
  readonly json?: true;
}

interface CheckFlags {
  readonly keys: string;
  readonly json?: true;
}

/** `qforge audit`: examines, shows and proves what an audit trail holds. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .summary('examine audit trails, and prove what is in them')
    .description(
      'Examine, show and prove what the audit trail in a folder holds. Trails are kept by "--audit FOLDER" of "qforge up", "qforge listen", "qforge receive" and "qforge kme serve".',
    )
    .addCommand(verifyCommand())
    .addCommand(showCommand())
    .addCommand(proveCommand())
    .addCommand(checkCommand());
  return withExamples(command, [
    { commandLine: 'qforge audit verify /var/lib/qforge/audit', meaning: 'Is all of it as it was written?' },
    { commandLine: 'qforge audit show /var/lib/qforge/audit', meaning: 'What happened.' },
  ]);
}

function verifyCommand(): Command {
  const command = new Command('verify')
    .summary('find what was changed, removed or put in another order')
    .description(
      'Examine an audit trail from its files alone, also while it is written, and name the entries that were changed, removed or put in another order. Whoever may write the folder can replace its keys as well: keep a copy of verifiers.txt elsewhere and name it with --keys. That the whole folder was set back to an earlier state shows only against a checkpoint that is remembered elsewhere: --memory.',
    )
    .argument('<folder>', 'the folder of the trail')
    .option('--keys <path>', 'public keys of the trail, kept elsewhere')
    .option('--memory <path>', 'file with the last checkpoint seen; made if it is missing, replaced when all is well')
    .option('--json', 'print one JSON document')
    .action(verify);
  return withExamples(command, [
    { commandLine: 'qforge audit verify /var/lib/qforge/audit', meaning: 'Exit code 7 if anything is wrong.' },
    {
      commandLine: 'qforge audit verify DIR --keys verifiers.txt --memory elsewhere/checkpoint',
      meaning: 'Trust nothing that lies in the folder itself.',
    },
  ]);
}

function showCommand(): Command {
  const command = new Command('show')
    .summary('print entries')
    .description('Print the entries of an audit trail. Those with a star are not under a signed checkpoint yet.')
    .argument('<folder>', 'the folder of the trail')
    .option('--from <number>', 'the first entry, from 0 on', entryNumber, 0)
    .option('--count <number>', 'how many at most', entryNumber)
    .option('--json', 'print one JSON document per entry')
    .action(show);
  return withExamples(command, [
    { commandLine: 'qforge audit show DIR --from 1000 --count 20', meaning: 'Twenty entries, from number 1000 on.' },
    { commandLine: 'qforge audit show DIR --json | jq \'select(.category == "security")\'', meaning: 'Only some.' },
  ]);
}

function proveCommand(): Command {
  const command = new Command('prove')
    .summary('write a receipt that shows an entry to be in the trail')
    .description(
      'Write the entry and a receipt (C2SP tlog-proof) that shows to anyone who has the public keys, without the trail, that the entry is in it: OUTPUT.entry and OUTPUT.tlog-proof.',
    )
    .argument('<folder>', 'the folder of the trail')
    .argument('<number>', 'the number of the entry', entryNumber)
    .requiredOption('-o, --output <path>', 'beginning of the names of both files')
    .option('--json', 'print one JSON document')
    .action(prove);
  return withExamples(command, [
    { commandLine: 'qforge audit prove DIR 17 --output key-17', meaning: 'Write key-17.entry and key-17.tlog-proof.' },
  ]);
}

function checkCommand(): Command {
  const command = new Command('check')
    .summary('check a receipt without the trail')
    .description('Check that a receipt shows an entry to be in the trail whose public keys are given.')
    .argument('<receipt>', 'the receipt')
    .argument('<entry>', 'the file of the entry')
    .requiredOption('--keys <path>', 'verifiers.txt of the trail')
    .option('--json', 'print one JSON document')
    .action(check);
  return withExamples(command, [
    {
      commandLine: 'qforge audit check key-17.tlog-proof key-17.entry --keys verifiers.txt',
      meaning: 'Exit code 7 if it shows nothing.',
    },
  ]);
}

async function verify(folder: string, flags: VerifyFlags): Promise<void> {
  const [{ checkAudit }, { auditCheckLines }] = await Promise.all([
    import('../../client/index.ts'),
    import('../audit-report.ts'),
  ]);
  const { keys, memory } = flags;
  const found = await checkAudit(folder, {
    ...(keys === undefined ? {} : { keys }),
    ...(memory === undefined ? {} : { memory }),
  });
  const [first] = found.findings;
  const sentences = found.findings.map(({ sentence }) => sentence);
  if (flags.json === true) printJson({ ...found, isSound: first === undefined, sentences });
  else printLines(auditCheckLines(found));
  if (first !== undefined) throw new QForgeError('AUDIT_TAMPERED', { path: folder, reason: first.sentence });
}

async function show(folder: string, { from, count = Number.POSITIVE_INFINITY, json }: ShowFlags): Promise<void> {
  const [{ auditEntries }, { auditEntryLine }] = await Promise.all([
    import('../../client/index.ts'),
    import('../audit-report.ts'),
  ]);
  let shown = 0;
  if (count === 0) return;
  for await (const read of auditEntries(folder, from)) {
    if (json === true) printJsonLine({ ...read.entry, isPublished: read.isPublished });
    else printLines([auditEntryLine(read)]);
    shown += 1;
    if (shown >= count) break;
  }
}

async function prove(folder: string, number: number, flags: ProveFlags): Promise<void> {
  const { proveAudit, writeAuditProof } = await import('../../client/index.ts');
  const written = await writeAuditProof(await proveAudit(folder, number), flags.output);
  if (flags.json === true) printJson({ index: number, ...written });
  else printLines([written.receipt, written.entry]);
}

async function check(receipt: string, entry: string, flags: CheckFlags): Promise<void> {
  const { checkAuditProof } = await import('../../client/index.ts');
  const proven = await checkAuditProof({ receipt, entry, keys: flags.keys });
  if (flags.json === true) return printJson(proven);
  printLines([JSON.stringify(proven.entry)]);
  printNote(`entry ${proven.entry.index} is in the trail ${proven.origin}, which had ${proven.size} entries then`);
}

function entryNumber(text: string): number {
  return wholeNumber('the number', text, 0, Number.MAX_SAFE_INTEGER);
}
