import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import type { InstallationFinding } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { kmeOptions } from '../kme-flags.ts';
import { DEFAULT_LISTEN_ADDRESS } from '../listen-flags.ts';
import { printableText } from '../printable-text.ts';
import { readSettings } from '../settings.ts';
import { printJson, printLines } from '../standard-output.ts';
import { tabSeparated } from '../table.ts';
import { isTerminal, styled } from '../terminal.ts';

interface DoctorFlags {
  readonly identity?: string;
  readonly address: string;
  readonly network: boolean;
  readonly kme?: string;
  readonly kmeConfig?: string;
  readonly nats?: string;
  readonly json?: true;
}

const MARKS = { good: 'ok', warning: 'look', bad: 'BAD' } as const;
const NAME_WIDTH = 16;

/** `qforge doctor`: whether this installation can do its work. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .summary('check this installation, and say what to do')
    .description(
      'Check the runtime, the cryptography, the clock, the randomness, the identity file, its certificate, who may read files of secrets, the list of peers, the ports, the running processes, the key manager and the NATS server where there are some, how a key manager of this machine keeps its keys on the disk, and whether somebody listens where trusted peers are. Changes nothing, asks for no passphrase, and says nothing to peers. Ends with 1 when something is bad.',
    )
    .option('-i, --identity <path>', 'identity file (environment: QFORGE_IDENTITY)')
    .option('-a, --address <address>', 'where this device would listen', DEFAULT_LISTEN_ADDRESS)
    .option('--kme <path>', 'file that describes the key manager (environment: QFORGE_KME)')
    .option('--kme-config <path>', 'configuration of a key manager that runs here: how it keeps keys on its disk')
    .option('--nats <host:port>', 'the NATS server of the mailboxes')
    .option('--no-network', 'do not connect to peers')
    .option('--json', 'print one JSON document')
    .action(doctor);
  return withExamples(command, [
    { commandLine: 'qforge doctor', meaning: 'When something does not work, or before it is to.' },
    {
      commandLine: 'qforge doctor --kme-config qkd/kme-a.json',
      meaning: 'Also whether the keys of this key manager are sealed on its disk, and who can get at them.',
    },
    { commandLine: 'qforge doctor --json', meaning: 'For a report, or a monitor.' },
  ]);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const [{ checkInstallation, checkKeyPool, checkSurroundings }, { DEFAULT_ADMIN_PORT }] = await Promise.all([
    import('../../client/index.ts'),
    import('../../daemon/index.ts'),
  ]);
  const { identityPath, peersPath, runtime } = readSettings(process.env, flags.identity);
  const findings = [
    runtimeFinding(),
    ...ofKeyManager(
      flags.kmeConfig !== undefined && !existsSync(identityPath),
      await checkInstallation({ identityPath, peersPath, listenAddress: flags.address, reachPeers: flags.network }),
    ),
    ...(await checkSurroundings({
      identityPath,
      secretPaths: ['admin.token', 'metrics.token'].map((file) => join(dirname(peersPath), file)),
      adminPort: DEFAULT_ADMIN_PORT,
      kme: kmeOptions(flags, process.env).kme,
      nats: flags.nats,
    })),
    ...(flags.kmeConfig === undefined ? [] : await checkKeyPool(flags.kmeConfig)),
    ...(await processFindings(runtime)),
  ];
  if (flags.json === true) printJson({ findings });
  else if (isTerminal(process.stdout)) printLines(findings.flatMap(readableFinding));
  else printLines(tabSeparated(findings.map(dumpRow)));
  const bad = findings.filter(({ status }) => status === 'bad').map(({ name }) => name);
  if (bad.length > 0) throw new QForgeError('INSTALLATION_UNFIT', { what: bad.join(', ') });
}

/** A machine that runs a key manager and has no identity is no device, and needs none. */
function ofKeyManager(isAlone: boolean, findings: readonly InstallationFinding[]): readonly InstallationFinding[] {
  if (!isAlone) return findings;
  return findings.map((finding) =>
    finding.name === 'identity'
      ? { name: finding.name, status: 'good', detail: 'there is none: a key manager needs none' }
      : finding,
  );
}

/** What is too old does not come this far. */
function runtimeFinding(): InstallationFinding {
  const { node, openssl } = process.versions;
  return { name: 'runtime', status: 'good', detail: `Node.js ${node} with OpenSSL ${openssl}` };
}

async function processFindings(
  runtime: ReturnType<typeof readSettings>['runtime'],
): Promise<readonly InstallationFinding[]> {
  const { runtimeDirectoryPath, surveyProcesses } = await import('../../daemon/index.ts');
  const found = await surveyProcesses(runtimeDirectoryPath(runtime));
  return found.map((one) => {
    const name = `process ${one.pid}`;
    if ('problem' in one) return { name, status: 'bad', detail: one.problem.message, advice: one.problem.hint };
    const wrong = one.health.checks.filter(({ status }) => status !== 'healthy');
    if (wrong.length === 0) return { name, status: 'good', detail: `${one.command} is healthy` };
    const detail = wrong.map((check) => `${check.name} is ${check.status}: ${check.detail}`).join('; ');
    const status = one.health.status === 'degraded' ? 'warning' : 'bad';
    return { name, status, detail: `${one.command}: ${detail}`, advice: 'See "qforge status".' };
  });
}

function readableFinding({ name, status, detail, advice }: InstallationFinding): readonly string[] {
  const mark = styled(process.stdout, status, MARKS[status].padEnd(4));
  const line = `${mark}  ${printableText(name).padEnd(NAME_WIDTH)}  ${printableText(detail)}`;
  return advice === undefined ? [line] : [line, `${' '.repeat(NAME_WIDTH + 8)}${printableText(advice)}`];
}

function dumpRow({ name, status, detail, advice }: InstallationFinding): readonly string[] {
  return [status, ...[name, detail, advice ?? '-'].map(printableText)];
}
