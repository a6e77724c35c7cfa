import { Argument, Command, Option } from 'commander';
import { withExamples } from '../examples.ts';
import { withLogFlags } from '../log-flags.ts';
import type {
  ChangeFlags,
  FoundFlags,
  InitFlags,
  ProofFlags,
  ProposeFlags,
  RunFlags,
  ValidatorFlags,
} from '../validator/validator-flags.ts';

const FOLDER = 'the folder of the validator';
const JSON_FLAG = ['--json', 'print one JSON document'] as const;

/** `qforge validator`: decisions by a quorum. */
export function validatorCommand(): Command {
  const command = new Command('validator')
    .summary('decide by a quorum, and prove what was decided')
    .description(
      'Validators decide together what no single machine should: proposals, ballots, and a log of decisions that malicious members cannot fork (docs/validators.md).',
    );
  addSetUp(command);
  addRun(command);
  addRequests(command);
  addChange(command);
  addProofs(command);
  return withExamples(command, [
    {
      commandLine: 'qforge validator init alice --name alice --address tcp://a.example:7800 --no-passphrase',
      meaning: 'Make the keys of a validator and its card, in the folder alice.',
    },
    {
      commandLine: 'qforge validator found releases */card.json --out network.json',
      meaning: 'Found a network of all whose cards are there; every member copies the file into its folder.',
    },
    { commandLine: 'qforge validator run alice', meaning: 'Take part, until Ctrl-C.' },
    { commandLine: 'qforge validator propose alice "Release 1.2" notes.md', meaning: 'Put something to the vote.' },
    { commandLine: 'qforge validator vote alice PROPOSAL approve', meaning: 'Say what you think of it.' },
    {
      commandLine: 'qforge validator change alice --add erin/card.json --remove bob',
      meaning: 'Propose that erin joins and bob leaves; the members vote on it as on anything else.',
    },
    {
      commandLine: 'qforge validator proof alice PROPOSAL --out release',
      meaning: 'release.tlog-proof, release.decision',
    },
    {
      commandLine: 'qforge validator verify network.json release.tlog-proof release.decision',
      meaning: 'Check both offline.',
    },
  ]);
}

function addSetUp(command: Command): void {
  command
    .command('init')
    .description('Make the keys of a validator - identity, votes, witness - and its card for the other members.')
    .argument('<folder>', 'where to keep it; the folder is made')
    .requiredOption('--name <name>', 'how it is called in this network')
    .requiredOption('--address <address>', 'where the others reach it, as tcp://host:port')
    .addOption(new Option('--passphrase-file <path>', 'file that holds the passphrase of the keys'))
    .addOption(new Option('--no-passphrase', 'leave the keys open: whoever reads the folder can vote'))
    .option(...JSON_FLAG)
    .action(async (folder: string, flags: InitFlags) =>
      (await import('../validator/validator-files.ts')).initCommand(folder, flags),
    );
  command
    .command('found')
    .description('Found a network from the cards of its members. All of them need the same file, as network.json.')
    .argument('<name>', 'how the network is called')
    .argument('<cards...>', 'the card.json of every member')
    .requiredOption('--out <path>', 'the file to write')
    .option('--approvals <number>', 'approvals that decide; by default, and at least, the quorum')
    .option(...JSON_FLAG)
    .action(async (name: string, cards: string[], flags: FoundFlags) =>
      (await import('../validator/validator-files.ts')).foundCommand(name, cards, flags),
    );
}

function addRun(command: Command): void {
  withLogFlags(command.command('run'))
    .description('Run the validator of a folder, until Ctrl-C.')
    .argument('<folder>', FOLDER)
    .option('--listen <address>', 'listen elsewhere than its card says, as behind a forwarded port')
    .option('--passphrase-file <path>', 'file that holds the passphrase of the keys')
    .addOption(new Option('--approve', 'approve every proposal: for tests').conflicts(['check', 'verify']))
    .option(
      '--check <program>',
      'let a program judge: content on stdin, title as argument; 0 approves, 1 rejects, 2 abstains',
    )
    .addOption(
      new Option(
        '--verify <rules>',
        'approve what passes the verification methods of a file of rules, and reject everything else',
      ).conflicts('check'),
    )
    .option('--fast', 'time-outs for validators of one machine or site')
    .option('--json', 'print one JSON document when it is ready')
    .action(async (folder: string, flags: RunFlags) =>
      (await import('../validator/validator-run.ts')).runCommand(folder, flags),
    );
}

/** What the operator of a running validator asks of it. */
function addRequests(command: Command): void {
  command
    .command('propose')
    .description('Put something to the vote. Acknowledged when the validator has it on its disk.')
    .argument('<folder>', FOLDER)
    .argument('<title>', 'a line that says what it is')
    .argument('[file]', 'the content; nothing without')
    .option('--heights <number>', 'it expires when the log has grown by so many decisions', '1000')
    .option('--wait <seconds>', 'wait so long for the decision', '0')
    .option(...JSON_FLAG)
    .action(async (folder: string, title: string, file: string | undefined, flags: ProposeFlags) =>
      (await import('../validator/validator-requests.ts')).proposeCommand(folder, title, file, flags),
    );
  command
    .command('vote')
    .description('Say what this validator thinks of a proposal; once and for all.')
    .argument('<folder>', FOLDER)
    .argument('<proposal>', 'the id of the proposal, as "status" shows it')
    .addArgument(new Argument('<verdict>', 'what it thinks').choices(['approve', 'reject', 'abstain']))
    .option(...JSON_FLAG)
    .action(
      async (folder: string, proposal: string, verdict: 'approve' | 'reject' | 'abstain', flags: ValidatorFlags) =>
        (await import('../validator/validator-requests.ts')).voteCommand(folder, proposal, verdict, flags),
    );
  command
    .command('status')
    .description('Show what the validator of a folder knows and does.')
    .argument('<folder>', FOLDER)
    .option(...JSON_FLAG)
    .action(async (folder: string, flags: ValidatorFlags) =>
      (await import('../validator/validator-requests.ts')).statusCommand(folder, flags),
    );
}

function addChange(command: Command): void {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  command
    .command('change')
    .description(
      'Propose who joins and who leaves. A member gets new keys by leaving and joining under its name in one change.',
    )
    .argument('<folder>', FOLDER)
    .option('--add <card>', 'the card.json of one that joins; may be given several times', collect, [])
    .option('--remove <name>', 'name or id of one that leaves; may be given several times', collect, [])
    .option('--approvals <number>', 'approvals that decide from then on; by default as far above the quorum as now')
    .option('--title <title>', 'a line that says why; by default who joins and who leaves')
    .option('--dry-run', 'only check it, and show what comes of it')
    .option('--heights <number>', 'it expires when the log has grown by so many decisions', '1000')
    .option('--wait <seconds>', 'wait so long for the decision', '0')
    .option(...JSON_FLAG)
    .action(async (folder: string, flags: ChangeFlags) =>
      (await import('../validator/validator-change.ts')).changeCommand(folder, flags),
    );
}

function addProofs(command: Command): void {
  command
    .command('check')
    .description(
      'Run the verification methods of a file of rules on a content, as "run --verify" would. Exit code 1: not met.',
    )
    .argument('<rules>', 'the file of rules')
    .argument('<content>', 'what a proposal would contain')
    .option(...JSON_FLAG)
    .action(async (rules: string, content: string, flags: ValidatorFlags) =>
      (await import('../validator/validator-check.ts')).checkCommand(rules, content, flags),
    );
  command
    .command('proof')
    .description('Write the receipt of a decision, NAME.tlog-proof, and the certified block, NAME.decision.')
    .argument('<folder>', FOLDER)
    .argument('<proposal>', 'the id of the proposal')
    .requiredOption('--out <name>', 'name of the two files, without their endings')
    .option('--wait <seconds>', 'wait so long for the decision and its cosignatures', '10')
    .option(...JSON_FLAG)
    .action(async (folder: string, proposal: string, flags: ProofFlags) =>
      (await import('../validator/validator-requests.ts')).proofCommand(folder, proposal, flags),
    );
  command
    .command('verify')
    .description(
      'Check a receipt and a certified block offline, against a network file that you trust; decisions of later members need one with the changes since.',
    )
    .argument('<network>', 'network.json, as it was pinned')
    .argument('<receipt>', 'the file .tlog-proof')
    .argument('<decision>', 'the file .decision')
    .option(...JSON_FLAG)
    .action(async (network: string, receipt: string, decision: string, flags: ValidatorFlags) =>
      (await import('../validator/validator-files.ts')).verifyCommand(network, receipt, decision, flags),
    );
}
