import { type QForgeError, type SpanFields, type SpanKind, silentTracer } from '../base/index.ts';
import type { ForwardCounters } from './forward-counters.ts';
import { asTunnelError } from './tunnel-error.ts';
import type { TunnelSettings } from './tunnel-options.ts';

/** What a connection of a tunnel is called in the log. */
export interface ConnectionName {
  readonly peer: string;
  readonly target: string;
  readonly origin?: string;
  /** `client`: accepted here, and the peer dials for it; `server`: dialled here. */
  readonly kind: SpanKind;
  /** The trace that it belongs to: the ID of its channel. */
  readonly traceId?: string | undefined;
}

/** Runs one connection: counts it, logs how it went, leaves a span, and never rejects. Resolves with the failure, if there was one. */
export async function runConnection(
  settings: Pick<TunnelSettings, 'logger' | 'tracer'>,
  counters: ForwardCounters,
  name: ConnectionName,
  run: () => Promise<void>,
): Promise<QForgeError | undefined> {
  counters.connectionBegan();
  const { tracer = silentTracer } = settings;
  const span = tracer.begin(
    'tunnel connection',
    name.kind,
    name.traceId === undefined ? undefined : { traceId: name.traceId },
  );
  const fields = {
    peer: name.peer,
    target: name.target,
    ...(name.origin === undefined ? {} : { origin: name.origin }),
  };
  try {
    await run();
    counters.connectionEnded('ok');
    span.end(spanFields(name));
    settings.logger.log('debug', 'network', 'tunnel connection ended', fields);
    return undefined;
  } catch (unknownError) {
    const error = asTunnelError(unknownError);
    counters.connectionEnded(error.code);
    span.fail(error, spanFields(name));
    const log = { ...fields, code: error.code, reason: error.message };
    settings.logger.log('warn', 'network', 'tunnel connection failed', log);
    return error;
  }
}

function spanFields({ peer, target }: ConnectionName): SpanFields {
  return { 'qforge.peer': peer, 'qforge.tunnel.target': target };
}
