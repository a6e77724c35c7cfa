/** The status codes of ETSI GS QKD 004 V2.1.1. */
export const STREAM_STATUS = {
  success: 0,
  /** OPEN_CONNECT: the stream is open, the peer has not opened it yet. */
  peerAbsent: 1,
  /** GET_KEY: there is too little key, for now. */
  insufficientKey: 2,
  /** GET_KEY before the peer has opened the stream, or after it has closed it. */
  peerNotConnected: 3,
  /** No link joins the two key managers, or the other one does not answer. */
  noConnection: 4,
  /** OPEN_CONNECT: the ID of the stream is taken. */
  streamInUse: 5,
  /** The call took longer than the QoS allows. Never given here, since no call waits. */
  timedOut: 6,
  /** OPEN_CONNECT: the QoS cannot be met; what could be is in the answer. */
  qosUnmet: 7,
  /** GET_KEY: the room for metadata is too small; what is needed is in the answer. */
  metadataTooSmall: 8,
} as const;

/** One of {@link STREAM_STATUS}. */
export type StreamStatus = (typeof STREAM_STATUS)[keyof typeof STREAM_STATUS];

const { success, peerAbsent, insufficientKey, peerNotConnected, noConnection } = STREAM_STATUS;
const { streamInUse, timedOut, qosUnmet, metadataTooSmall } = STREAM_STATUS;

/** What each call may answer; every other status would mean nothing there. spec/kme §6.1 */
export const STATUSES_OF_CALLS: {
  readonly openConnect: readonly StreamStatus[];
  readonly getKey: readonly StreamStatus[];
  readonly close: readonly StreamStatus[];
} = {
  openConnect: [success, peerAbsent, noConnection, streamInUse, timedOut, qosUnmet],
  getKey: [success, insufficientKey, peerNotConnected, noConnection, timedOut, metadataTooSmall],
  close: [success],
};
