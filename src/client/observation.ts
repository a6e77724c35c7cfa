import { join } from 'node:path';
import {
  type Clock,
  type Logger,
  type MetricsSink,
  QForgeError,
  type SecurityEventSink,
  silentLogger,
} from '../base/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import type { AuditStanding, LineSink, LogFormat } from '../monitor/index.ts';
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

/** What a client is handed of its audit trail. */
export interface ClientAudit {
  /** Takes security events; `ClientOptions.securityEvents`. */
  readonly securityEvents: SecurityEventSink;
  /** `ClientOptions.auditStanding`. */
  readonly auditStanding: () => AuditStanding;
}

interface Opened {
  readonly logger: Logger;
  readonly close: () => Promise<void>;
  readonly audit?: ClientAudit;
}

/** A log and an audit trail: hand `logger` and `audit` to a client, and close it after the client. */
export class Observation implements AsyncDisposable {
  readonly logger: Logger;
  /** Empty without a trail. */
  readonly audit: Partial<ClientAudit>;
  readonly #close: readonly (() => Promise<void>)[];

  private constructor(logger: Logger, opened: readonly Opened[]) {
    this.logger = logger;
    this.audit = opened.find(({ audit }) => audit !== undefined)?.audit ?? {};
    this.#close = opened.map(({ close }) => close);
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
    const opened: Opened[] = [];
    if (log !== undefined) opened.push(await openLog(log, options));
    if (audit !== undefined) opened.push(await openTrail(audit, options));
    return new Observation(combinedLogger(also, ...opened.map((each) => each.logger)), opened);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#close.toReversed()) await close();
  }
}

async function openLog(log: LogOptions, { clock, metrics, onFailure }: ObservationOptions): Promise<Opened> {
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
): Promise<Opened> {
  const { AuditTrail, AuditingLogger, prepareAuditFolder } = await import('../monitor/index.ts');
  await prepareAuditFolder(folder);
  const path = join(folder, 'lock');
  const lock = await LockFile.tryAcquire(path, { removeAfter: false });
  if (lock === undefined) throw new QForgeError('FILE_BUSY', { path: folder });
  try {
    const key = keyPath === undefined ? {} : { keyPath };
    const trail = await AuditTrail.open({ folder, backend, clock, metrics, onFailure, ...key });
    const logger = new AuditingLogger(trail, clock, (code) =>
      onFailure(new QForgeError('AUDIT_UNWRITABLE', { path: folder, reason: code })),
    );
    return {
      logger,
      audit: { securityEvents: logger, auditStanding: () => trail.standing },
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
