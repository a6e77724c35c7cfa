import { parse } from 'smol-toml';
import * as v from 'valibot';
import { QForgeError } from '../base/index.ts';
import { PERFORMANCE_MODES, type PerformanceMode } from '../client/index.ts';
import { type AlertConfig, alertConfigSchema } from './alerts/alert-config.ts';
import { type OtlpConfig, otlpConfigSchema } from './otlp-config.ts';
import { type TunnelConfig, tunnelConfigSchema } from './tunnel-config.ts';

/** Characters of a configuration file. */
export const MAX_CONFIG_LENGTH = 65_536;

/** Where the admin interface listens unless configuration says otherwise. */
export const DEFAULT_ADMIN_PORT = 7780;

/** What a configuration file says; everything may be left out. */
export interface DaemonConfig {
  /** Where peers connect to. */
  readonly listen?: string | readonly string[] | undefined;
  readonly admin?: AdminConfig | undefined;
  /** Where series are kept; default: beside the identity. */
  readonly history?: { readonly file: string } | undefined;
  readonly alerts?: AlertConfig | undefined;
  /** Where metrics and spans are sent by OTLP; default: nowhere. */
  readonly otlp?: OtlpConfig | undefined;
  /** A validator that runs on this machine: its state is shown. */
  readonly validator?: { readonly folder: string } | undefined;
  /** What the device is to be good at (balanced), and whether settings follow the figures (they do). */
  readonly performance?:
    | { readonly mode?: PerformanceMode | undefined; readonly adaptive?: boolean | undefined }
    | undefined;
  /** Tunnels that are kept open to peers; whatever peers may forward through this device is in the list of peers. */
  readonly tunnel?: readonly TunnelConfig[] | undefined;
  /** Files and folders are taken from trusted peers if there is a folder for them. */
  readonly receive?: { readonly directory: string; readonly overwrite?: boolean | undefined } | undefined;
}

/** The admin interface. */
export interface AdminConfig {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Other names under which it is reached, with their ports. */
  readonly hosts?: readonly string[] | undefined;
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

const schema: v.GenericSchema<unknown, DaemonConfig> = v.strictObject({
  listen: v.optional(v.union([text, v.pipe(v.array(text), v.maxLength(64))])),
  admin: v.optional(
    v.strictObject({
      host: v.optional(text),
      port: v.optional(port),
      hosts: v.optional(v.pipe(v.array(text), v.maxLength(64))),
    }),
  ),
  history: v.optional(v.strictObject({ file: text })),
  alerts: v.optional(alertConfigSchema),
  otlp: v.optional(otlpConfigSchema),
  validator: v.optional(v.strictObject({ folder: text })),
  performance: v.optional(
    v.strictObject({ mode: v.optional(v.picklist(PERFORMANCE_MODES)), adaptive: v.optional(v.boolean()) }),
  ),
  tunnel: v.optional(tunnelConfigSchema),
  receive: v.optional(v.strictObject({ directory: text, overwrite: v.optional(v.boolean()) })),
});

/** Reads a configuration file by TOML 1.0; names that are not known are refused. Throws `CONFIG_INVALID`, with the place. */
export function parseDaemonConfig(unverified: string, path: string): DaemonConfig {
  const invalid = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('CONFIG_INVALID', { path, reason }, { cause });
  if (unverified.length > MAX_CONFIG_LENGTH) throw invalid('it is longer than 64 KiB');
  let table: unknown;
  try {
    table = parse(unverified);
  } catch (error) {
    throw invalid(tomlProblem(error), error);
  }
  const checked = v.safeParse(schema, table);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw invalid(`${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}

/** The parser's first line says what is wrong, and its position where. */
function tomlProblem(error: unknown): string {
  const { message = '', line, column } = error as { message?: string; line?: number; column?: number };
  const what = message.split('\n')[0]?.replace(/^Invalid TOML document: /u, '') ?? '';
  return line === undefined ? what : `line ${line}, column ${column ?? 0}: ${what}`;
}
