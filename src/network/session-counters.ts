/** What a session has carried. Times are monotonic milliseconds. */
export interface SessionCounters {
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly recordsSent: number;
  readonly recordsReceived: number;
  /** How often keys were replaced. */
  readonly rekeys: number;
  readonly lastActivityMs: number;
}

/** Of a session that never was. */
export const NO_COUNTERS: SessionCounters = {
  bytesSent: 0,
  bytesReceived: 0,
  recordsSent: 0,
  recordsReceived: 0,
  rekeys: 0,
  lastActivityMs: 0,
};

/** What two sessions have carried together. */
export function addCounters(a: SessionCounters, b: SessionCounters): SessionCounters {
  return {
    bytesSent: a.bytesSent + b.bytesSent,
    bytesReceived: a.bytesReceived + b.bytesReceived,
    recordsSent: a.recordsSent + b.recordsSent,
    recordsReceived: a.recordsReceived + b.recordsReceived,
    rekeys: a.rekeys + b.rekeys,
    lastActivityMs: Math.max(a.lastActivityMs, b.lastActivityMs),
  };
}
