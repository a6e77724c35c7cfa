import { type Command, Option } from 'commander';
import { type Logger, type MetricsSink, silentMetrics, systemClock } from '../base/index.ts';
import type { LogFormat, LogOptions, Observation } from '../client/index.ts';
import { asQForgeError } from './failure-report.ts';
import { printableText } from './printable-text.ts';
import type { Environment } from './settings.ts';
import { printNote } from './standard-output.ts';

const LOG_FORMATS: readonly LogFormat[] = ['json', 'human'];

/** Flags of every command that runs for long: where it tells what it does. */
export interface LogFlags {
  readonly logLevel?: string;
  readonly logFormat?: LogFormat;
  readonly logFile?: string;
  readonly audit?: string;
  readonly auditKey?: string;
}

/** Adds the flags of a command that keeps a log and an audit trail. */
export function withLogFlags(command: Command): Command {
  return command
    .option('--log-level <levels>', 'what to log, such as info or warn,network=debug (environment: QFORGE_LOG_LEVEL)')
    .option('--log-file <path>', 'log to this file, which begins anew each day (environment: QFORGE_LOG_FILE)')
    .addOption(
      new Option(
        '--log-format <format>',
        'json to files, human to a terminal by default (environment: QFORGE_LOG_FORMAT)',
      ).choices(LOG_FORMATS),
    )
    .option('--audit <folder>', 'keep a tamper-evident audit trail in this folder (environment: QFORGE_AUDIT)')
    .option('--audit-key <path>', 'its signing key, kept elsewhere (environment: QFORGE_AUDIT_KEY)');
}

/**
 * Opens the log and the audit trail that the flags, or else the environment, ask for. `warnings` goes on being told, unless the log itself goes to
 * standard error.
 *
 * Throws what `Observation.open` throws.
 */
export async function openObservation(
  flags: LogFlags,
  environment: Environment,
  warnings: Logger,
  metrics: MetricsSink = silentMetrics,
): Promise<Observation> {
  const log = logOptions(flags, environment);
  const folder = auditFolder(flags, environment);
  const keyPath = flags.auditKey ?? filled(environment['QFORGE_AUDIT_KEY']);
  const audit = folder === undefined ? {} : { audit: { folder, ...(keyPath === undefined ? {} : { keyPath }) } };
  const { Observation } = await import('../client/index.ts');
  return Observation.open({
    ...(log === undefined ? {} : { log }),
    ...audit,
    also: log !== undefined && log.file === undefined ? undefined : warnings,
    clock: systemClock,
    metrics,
    onFailure: (error) => printNote(`note: ${printableText(asQForgeError(error).message)}`),
  });
}

/** Where the audit trail of this process is kept; undefined: nowhere. */
export function auditFolder({ audit }: LogFlags, environment: Environment): string | undefined {
  return audit ?? filled(environment['QFORGE_AUDIT']);
}

function logOptions(flags: LogFlags, environment: Environment): LogOptions | undefined {
  const file = flags.logFile ?? filled(environment['QFORGE_LOG_FILE']);
  const level = flags.logLevel ?? filled(environment['QFORGE_LOG_LEVEL']);
  const name = flags.logFormat ?? filled(environment['QFORGE_LOG_FORMAT']);
  const format = LOG_FORMATS.find((known) => known === name);
  if (file === undefined && level === undefined && format === undefined) return undefined;
  return {
    stream: process.stderr,
    ...(file === undefined ? {} : { file }),
    ...(level === undefined ? {} : { level }),
    ...(format === undefined ? {} : { format }),
  };
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
