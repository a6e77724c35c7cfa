import type { QForgeError } from '../base/index.ts';
import type { ForwardCounters } from './forward-counters.ts';
import { asTunnelError } from './tunnel-error.ts';
import type { TunnelSettings } from './tunnel-options.ts';

/** What a connection of a tunnel is called in the log. */
export interface ConnectionName {
  readonly peer: string;
  readonly target: string;
  readonly origin?: string;
}

/** Runs one connection: counts it, logs how it went, and never rejects. Resolves with the failure, if there was one. */
export async function runConnection(
  settings: Pick<TunnelSettings, 'logger'>,
  counters: ForwardCounters,
  name: ConnectionName,
  run: () => Promise<void>,
): Promise<QForgeError | undefined> {
  counters.connectionBegan();
  const fields = {
    peer: name.peer,
    target: name.target,
    ...(name.origin === undefined ? {} : { origin: name.origin }),
  };
  try {
    await run();
    counters.connectionEnded('ok');
    settings.logger.log('debug', 'network', 'tunnel connection ended', fields);
    return undefined;
  } catch (unknownError) {
    const error = asTunnelError(unknownError);
    counters.connectionEnded(error.code);
    const log = { ...fields, code: error.code, reason: error.message };
    settings.logger.log('warn', 'network', 'tunnel connection failed', log);
    return error;
  }
}
