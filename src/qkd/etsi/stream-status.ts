/** The status codes of ETSI GS QKD 004 V2.1.1 that a key manager gives here. 6, a time-out, is never given: no call waits. */
export const STREAM_STATUS = {
  success: 0,
  /** The stream is open, the peer has not opened it yet. */
  peerAbsent: 1,
  insufficientKey: 2,
  /** GET_KEY before the peer has opened the stream, or after it has closed it. */
  peerNotConnected: 3,
  noConnection: 4,
  streamInUse: 5,
  /** OPEN_CONNECT: the QoS cannot be met; what could be is in the answer. */
  qosUnmet: 7,
  metadataTooSmall: 8,
} as const;

/** One of {@link STREAM_STATUS}. */
export type StreamStatus = (typeof STREAM_STATUS)[keyof typeof STREAM_STATUS];

/** Whether a number is a status that a key manager gives here. */
export function isStreamStatus(unverified: unknown): unverified is StreamStatus {
  return Object.values(STREAM_STATUS).includes(unverified as StreamStatus);
}
