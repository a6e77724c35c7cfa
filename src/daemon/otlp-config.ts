import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import { type Clock, isQForgeError, type Logger, QForgeError } from '../base/index.ts';
import { type MetricsRegistry, OtlpExporter } from '../monitor/index.ts';
import { isSafeUrl } from './safe-url.ts';

/** The part of a configuration that is about a collector of OpenTelemetry. */
export interface OtlpConfig {
  /** Such as `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  /** Holds the value of an `Authorization` header; for its user alone. */
  readonly authorizationFile?: string | undefined;
  /** How often metrics are sent; default: a minute. */
  readonly metricsSeconds?: number | undefined;
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));

/** The form of the part. */
export const otlpConfigSchema: v.GenericSchema<unknown, OtlpConfig> = v.strictObject({
  endpoint: v.pipe(text, v.check(isSafeUrl, 'it is no https:// address; http:// is for this machine alone')),
  authorizationFile: v.optional(text),
  metricsSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3600))),
});

/** What an exporter is made with beside its configuration. */
export interface OtlpParts {
  readonly registry: MetricsRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Whose figures they are. */
  readonly device: string;
}

const OTHERS = 0o077;
const MAX_FILE_BYTES = 4096;

/** The exporter that a configuration asks for. Rejects with `ADMIN_TOKEN_EXPOSED` for a file that others can read. */
export async function otlpExporter(
  config: OtlpConfig,
  { version, device, ...parts }: OtlpParts,
): Promise<OtlpExporter> {
  const { endpoint, authorizationFile, metricsSeconds } = config;
  const authorization = authorizationFile === undefined ? {} : { authorization: await headerOf(authorizationFile) };
  const often = metricsSeconds === undefined ? {} : { metricsEveryMs: metricsSeconds * 1000 };
  const resource = { name: 'qforge', version, instance: device };
  return new OtlpExporter({ endpoint, ...authorization, ...often, resource, ...parts });
}

async function headerOf(path: string): Promise<string> {
  const exposed = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('ADMIN_TOKEN_EXPOSED', { path, reason }, { cause });
  try {
    await using file = await open(path, constants.O_RDONLY);
    const found = await file.stat();
    if (!found.isFile() || found.size > MAX_FILE_BYTES) throw exposed('it holds no header');
    if ((found.mode & OTHERS) !== 0) throw exposed('others can read it');
    const value = (await file.readFile('utf8')).trim();
    if (!/^[\x20-\x7E]+$/u.test(value)) throw exposed('it holds no header');
    return value;
  } catch (cause) {
    throw isQForgeError(cause) ? cause : exposed('it cannot be read', cause);
  }
}
