import { Command, InvalidArgumentError, Option } from 'commander';
import { withExamples } from '../examples.ts';
import { type PassphraseFlags, parseDescriptor, withPassphraseFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import type { KmePair } from '../kme/kme-pair.ts';
import type { RekeyFlags } from '../kme/kme-rekey.ts';
import { type LogFlags, withLogFlags } from '../log-flags.ts';
import { printJson, printJsonLine, printLines, printNote } from '../standard-output.ts';
import { wholeNumber } from '../whole-number.ts';

interface ServeFlags extends LogFlags, PassphraseFlags {
  readonly config: string;
  readonly discard?: string;
  readonly admin?: string;
  readonly json?: true;
}

interface RekeyCommandFlags extends RekeyFlags {
  readonly config: string;
  readonly json?: true;
}

interface PairFlags {
  readonly folder?: string;
  readonly distance: number;
  readonly intercept: number;
  readonly json?: true;
}

interface StatusFlags {
  readonly kme: string;
  readonly json?: true;
}

interface StreamFlags {
  readonly kme: string;
  readonly stream?: string;
  readonly chunks: number;
  readonly json?: true;
}

const MAX_TRIAL_CHUNKS = 1_000_000;
const DEFAULT_DISTANCE_KM = 10;

/** `qforge kme`: key managers by ETSI GS QKD 014. */
export function kmeCommand(): Command {
  const command = new Command('kme')
    .summary('run key managers, and ask them')
    .description(
      'Key managers hand keys of quantum links to pairs of applications, by ETSI GS QKD 014. Links are simulated here, pulse by pulse: their keys add no security.',
    );
  addPair(command);
  addServe(command);
  addRekey(command);
  addQuestions(command);
  return withExamples(command, [
    {
      commandLine: 'qforge kme pair --folder qkd',
      meaning: 'Two key managers, a simulated link, and all files to use them.',
    },
    { commandLine: 'qforge kme status bob --kme qkd/alice.kme.json', meaning: 'Keys in store, error rate, key rate.' },
    {
      commandLine: 'qforge kme stream bob --chunks 3 --kme qkd/alice.kme.json',
      meaning: 'Three chunks of a key stream.',
    },
    { commandLine: 'qforge kme pair --intercept 0.5', meaning: 'What an eavesdropper does to the link.' },
    { commandLine: 'qforge kme serve --config qkd/kme-a.json', meaning: 'One of them alone, as a service.' },
    {
      commandLine: 'qforge kme rekey --config qkd/kme-a.json --new-passphrase',
      meaning: 'New keys for what it has on its disk, and a passphrase for its key file.',
    },
  ]);
}

function addServe(command: Command): void {
  withPassphraseFlags(withLogFlags(command.command('serve')))
    .description(
      'Run one key manager, as its configuration says, until Ctrl-C. Keys on its disk are sealed with its key file, which is made at the first start: under a passphrase if one of the flags for it is given then, else by its mode alone. That protects copies of the database, not a machine whose user or root somebody else is. Lost key file, lost pool: the link makes new keys.',
    )
    .requiredOption('-c, --config <path>', 'its configuration; "qforge kme pair --folder DIR" writes examples')
    .option('--json', 'print one JSON document when it is ready')
    .option('--admin <host:port>', 'serve metrics, history and alerts there; tokens are made beside the configuration')
    .option('--discard <folder>', 'remove this folder when the process that started this one is killed')
    .action(serve);
}

function addRekey(command: Command): void {
  const others = ['newPassphraseFile', 'newPassphraseFd', 'newPassphrase'];
  const option = (flags: string, description: string, name: string): Option =>
    new Option(flags, description).conflicts(others.filter((other) => other !== name));
  withPassphraseFlags(withLogFlags(command.command('rekey')))
    .description(
      'Give the pool of a key manager that does not run new keys: everything on its disk is sealed anew under a new data key, and its key file is replaced. The file stays as it was under a passphrase or without, unless a flag changes that. Copies of the old key file open nothing that is made from now on. Killed at any moment, the pool is whole, and the next start ends what was begun.',
    )
    .requiredOption('-c, --config <path>', 'its configuration')
    .addOption(option('--new-passphrase', 'ask for a new passphrase at the terminal', 'newPassphrase'))
    .addOption(option('--new-passphrase-file <path>', 'file that holds the new passphrase', 'newPassphraseFile'))
    .addOption(
      option(
        '--new-passphrase-fd <number>',
        'open file descriptor to read the new passphrase from',
        'newPassphraseFd',
      ).argParser(parseDescriptor),
    )
    .addOption(new Option('--no-passphrase', 'leave the new key file open to whoever can read it').conflicts(others))
    .option('--json', 'print one JSON document')
    .action(rekey);
}

/** What an application asks a key manager. */
function addQuestions(command: Command): void {
  command
    .command('status')
    .description('Ask a key manager how many keys it has for a SAE, and how its link does.')
    .argument('<slave>', 'the SAE to share keys with')
    .requiredOption('--kme <path>', 'the file that says how to reach the key manager, and as whom')
    .option('--json', 'print one JSON document')
    .action(status);
  command
    .command('stream')
    .description(
      'Take chunks of a key stream (ETSI GS QKD 004) that another SAE takes at its own key manager. Shown are hashes to compare, not the keys.',
    )
    .argument('<peer>', 'the SAE at the other end')
    .requiredOption('--kme <path>', 'the file that says how to reach the key manager, and as whom')
    .option('--stream <id>', 'a UUID that both ends name; by default a new one, which is printed first')
    .option('--chunks <number>', 'how many', chunkCount, 1)
    .option('--json', 'print one JSON document for the stream and one for each chunk')
    .action(stream);
}

function addPair(command: Command): void {
  command
    .command('pair')
    .description(
      'Run two key managers on this machine as processes of their own, with certificates of an authority made for them and a simulated link between, until Ctrl-C. alice is served by kme-a, bob by kme-b.',
    )
    .option(
      '--folder <path>',
      'where certificates, configurations and pools go, and stay; by default a folder that goes',
    )
    .option('--distance <km>', 'length of the fibre', numberFrom(0, 2000), DEFAULT_DISTANCE_KM)
    .option('--intercept <fraction>', 'fraction of the pulses that an eavesdropper measures', numberFrom(0, 1), 0)
    .option('--json', 'print one JSON document when both are ready')
    .action(pair);
}

function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is not a number from ${least} to ${most}.`);
  };
}

function chunkCount(text: string): number {
  return wholeNumber('--chunks', text, 1, MAX_TRIAL_CHUNKS);
}

async function serve(flags: ServeFlags): Promise<void> {
  const { abandonKme, serveKme } = await import('../kme/kme-service.ts');
  const interruption = new Interruption('service');
  await using running = await serveKme(flags.config, flags);
  const admin = running.admin === undefined ? {} : { admin: running.admin };
  if (flags.json === true) printJsonLine({ kme: running.kme.id, url: running.url, ...admin });
  else printNote(`${running.kme.id} serves at ${running.url}`);
  if (running.admin !== undefined && flags.json !== true) printNote(`admin interface on ${running.admin}`);
  // As one of a pair it ends when the process that started it is gone.
  process.once('disconnect', () => abandonKme(flags.discard));
  await interruption.wait();
}

async function rekey(flags: RekeyCommandFlags): Promise<void> {
  const [{ rekeyPool }, { rekeyLines }] = await Promise.all([
    import('../kme/kme-rekey.ts'),
    import('../kme/kme-report.ts'),
  ]);
  const rekeyed = await rekeyPool(flags.config, flags);
  if (flags.json === true) printJson(rekeyed);
  else printLines(rekeyLines(rekeyed));
}

async function pair(flags: PairFlags): Promise<void> {
  const [{ KmePair }, { pairLines }] = await Promise.all([
    import('../kme/kme-pair.ts'),
    import('../kme/kme-report.ts'),
  ]);
  const interruption = new Interruption('service');
  await using started = await KmePair.start(flags);
  if (flags.json === true) printJson({ simulated: true, ...started.files });
  else printLines(pairLines(started.files));
  const over = new AbortController();
  const showing = flags.json === true ? undefined : showFirstBlock(started, over.signal);
  try {
    await Promise.race([interruption.wait(), started.ended]);
  } finally {
    over.abort();
    await showing;
  }
}

/** Prints what the link has measured once it has; where it yields no key, its key manager says why instead. */
async function showFirstBlock(pair: KmePair, signal: AbortSignal): Promise<void> {
  const [{ PULSE_RATE_HZ }, { pairLinkLine }] = await Promise.all([
    import('../kme/kme-pair.ts'),
    import('../kme/kme-report.ts'),
  ]);
  try {
    const link = await pair.firstFigures(signal);
    if (link !== undefined) printLines([pairLinkLine(link, PULSE_RATE_HZ)]);
  } catch (error) {
    if (!signal.aborted) printNote(`no figures of the link: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function stream(peer: string, flags: StreamFlags): Promise<void> {
  const { takeStream } = await import('../kme/kme-stream.ts');
  const { signal } = new Interruption('task');
  const isJson = flags.json === true;
  const trial = { access: flags.kme, peer, streamId: flags.stream, chunks: flags.chunks, signal };
  await takeStream(trial, {
    opened: (streamId) => (isJson ? printJsonLine({ streamId }) : printNote(`stream ${streamId}`)),
    taken: (chunk) => (isJson ? printJsonLine(chunk) : printLines([`${chunk.index}  ${chunk.sha256}`])),
    waiting: (meaning) => {
      if (!isJson) printNote(`waiting: ${meaning}`);
    },
  });
}

async function status(slave: string, flags: StatusFlags): Promise<void> {
  const [{ readKmeStatus }, { statusLines }] = await Promise.all([
    import('../kme/kme-service.ts'),
    import('../kme/kme-report.ts'),
  ]);
  const answer = await readKmeStatus(flags.kme, slave);
  if (flags.json === true) printJson(answer);
  else printLines(statusLines(answer));
}
