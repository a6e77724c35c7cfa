import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Clock, isQForgeError, type Logger, QForgeError } from '../../base/index.ts';
import type { AlertConfig } from './alert-config.ts';
import type { AlertSink } from './alert-notice.ts';
import { ExecSink } from './exec-sink.ts';
import { LogSink } from './log-sink.ts';
import { webhookKey } from './webhook-signature.ts';
import { WebhookSink } from './webhook-sink.ts';

const OTHERS = 0o077;
const MAX_SECRET_FILE_BYTES = 256;

/** The sinks that a configuration names, and the log. Rejects with `ALERT_SECRET_UNUSABLE`. */
export async function alertSinks(config: AlertConfig, logger: Logger, clock: Clock): Promise<readonly AlertSink[]> {
  const webhooks = (config.webhook ?? []).map(async ({ url, secretFile }) => {
    const key = secretFile === undefined ? undefined : await secretOf(secretFile);
    return new WebhookSink({ url, key, clock });
  });
  const programs = (config.exec ?? []).map(
    ({ command: [program = '', ...words] }) => new ExecSink([program, ...words]),
  );
  return [new LogSink(logger), ...(await Promise.all(webhooks)), ...programs];
}

async function secretOf(path: string): Promise<Uint8Array> {
  const unusable = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('ALERT_SECRET_UNUSABLE', { path, reason }, { cause });
  try {
    await using file = await open(path, constants.O_RDONLY);
    const found = await file.stat();
    if (!found.isFile() || found.size > MAX_SECRET_FILE_BYTES) throw unusable('it is no secret');
    if ((found.mode & OTHERS) !== 0) throw unusable('others can read it');
    const key = webhookKey(await file.readFile('utf8'));
    if (key === undefined) throw unusable('it is not whsec_ and 24 to 64 bytes in base64');
    return key;
  } catch (cause) {
    throw isQForgeError(cause) ? cause : unusable('it cannot be read', cause);
  }
}
