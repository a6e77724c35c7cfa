import { join } from 'node:path';
import { type Clock, type Logger, type MetricsSink, QForgeError, silentLogger } from '../base/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import type { LineSink, LogFormat } from '../monitor/index.ts';
import { LockFile } from './lock-file.ts';

/** Where a log goes. */
export interface LogOptions {
  /** `info`, or `warn,network=debug,quantum=off`. Default: `info`. */
  readonly level?: string;
  /** Default: JSON to a file, lines for people to a stream. */
  readonly format?: LogFormat;
  /** A file that begins anew when it is large or old; default: the stream. */
  readonly file?: string;
  readonly stream?: { write(text: string): unknown };
}

/** Where an audit trail is kept. */
export interface AuditOptions {
  readonly folder: string;
  /** Default: in the folder. */
  readonly keyPath?: string;
}

/** What is observed, and with what. */
export interface ObservationOptions {
  readonly log?: LogOptions;
  readonly audit?: AuditOptions;
  /** Who is told as well, such as whoever sits there. */
  readonly also?: Logger | undefined;
  readonly clock: Clock;
  readonly metrics: MetricsSink;
  /** Default: the native one. */
  readonly backend?: CryptoBackend;
  /** Told when the log or the trail cannot be written. */
  readonly onFailure: (error: unknown) => void;
}

/** A log and an audit trail behind one logger: hand it to a client, and close it after the client. */
export class Observation implements AsyncDisposable {
  readonly logger: Logger;
  readonly #close: readonly (() => Promise<void>)[];

  private constructor(logger: Logger, close: readonly (() => Promise<void>)[]) {
    this.logger = logger;
    this.#close = close;
  }

  /**
   * Opens what is asked for; without a log and a trail it costs nothing.
   *
   * Throws `ARGUMENT_INVALID` for a level that is none, `FILE_BUSY` when another process has the trail, `AUDIT_DAMAGED`, `FILE_*` and what the trail
   * throws.
   */
  static async open(options: ObservationOptions): Promise<Observation> {
    const { log, audit, also = silentLogger } = options;
    if (log === undefined && audit === undefined) return new Observation(also, []);
    const { combinedLogger } = await import('../monitor/index.ts');
    const opened: { readonly logger: Logger; readonly close: () => Promise<void> }[] = [];
    if (log !== undefined) opened.push(await openLog(log, options));
    if (audit !== undefined) opened.push(await openTrail(audit, options));
    const logger = combinedLogger(also, ...opened.map((each) => each.logger));
    return new Observation(
      logger,
      opened.map(({ close }) => close),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#close.toReversed()) await close();
  }
}

async function openLog(
  log: LogOptions,
  { clock, metrics, onFailure }: ObservationOptions,
): Promise<{ readonly logger: Logger; readonly close: () => Promise<void> }> {
  const { defaultRotation, LogWriter, openRotatingFile, StructuredLogger, streamSink } = await import(
    '../monitor/index.ts'
  );
  const { file, stream, level } = log;
  const sink: LineSink =
    file === undefined
      ? streamSink(stream ?? { write: () => undefined })
      : new LogWriter({ file: openRotatingFile(file, defaultRotation, clock), clock, metrics, onFailure });
  const format = log.format ?? (file === undefined ? 'human' : 'json');
  const logger = StructuredLogger.create({ sink, clock, format, ...(level === undefined ? {} : { level }) });
  return { logger, close: () => sink.close() };
}

async function openTrail(
  { folder, keyPath }: AuditOptions,
  { clock, metrics, backend = nativeBackend, onFailure }: ObservationOptions,
): Promise<{ readonly logger: Logger; readonly close: () => Promise<void> }> {
  const { AuditTrail, auditingLogger, prepareAuditFolder } = await import('../monitor/index.ts');
  await prepareAuditFolder(folder);
  const path = join(folder, 'lock');
  const lock = await LockFile.tryAcquire(path, { removeAfter: false });
  if (lock === undefined) throw new QForgeError('FILE_BUSY', { path: folder });
  try {
    const key = keyPath === undefined ? {} : { keyPath };
    const trail = await AuditTrail.open({ folder, backend, clock, metrics, onFailure, ...key });
    const logger = auditingLogger(trail, clock, (code) =>
      onFailure(new QForgeError('AUDIT_UNWRITABLE', { path: folder, reason: code })),
    );
    return {
      logger,
      close: async () => {
        await trail.close();
        await lock[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}
