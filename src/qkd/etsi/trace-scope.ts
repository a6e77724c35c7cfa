import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger, TraceContext } from '../../base/index.ts';

const scope = new AsyncLocalStorage<TraceContext>();

/** Does work that belongs to a trace: entries that it logs and calls that it makes bear the trace's ID, across everything it waits for. */
export function withTrace<T>(trace: TraceContext | undefined, work: () => T): T {
  return trace === undefined ? work() : scope.run(trace, work);
}

/** The trace of the present work, if it belongs to one. */
export function currentTrace(): TraceContext | undefined {
  return scope.getStore();
}

/** A logger that names the trace of the present work in every entry. */
export function tracedLogger(logger: Logger): Logger {
  return {
    log: (level, category, message, fields) => {
      const trace = currentTrace();
      const named = trace === undefined ? fields : { ...fields, traceId: trace.traceId, spanId: trace.parentId };
      logger.log(level, category, message, named);
    },
  };
}
