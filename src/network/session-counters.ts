/** What a session has carried. Times are monotonic milliseconds. */
export interface SessionCounters {
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly recordsSent: number;
  readonly recordsReceived: number;
  readonly lastActivityMs: number;
}
