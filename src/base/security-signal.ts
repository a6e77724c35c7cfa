/**
 * What lower rooms see and do not judge: raw material for the detection of threats. `source` is the network that a connection comes
 * from (an IPv4 address or an IPv6 /64), undefined where there is none; `peer` is a PeerId that was proved.
 */
export type SecuritySignal =
  /** A handshake came to nothing. */
  | { readonly type: 'handshake-failed'; readonly source: string | undefined; readonly code: string }
  /** A handshake was finished; whole duration. */
  | { readonly type: 'handshake-finished'; readonly peer: string; readonly durationMs: number }
  /** An opening that was seen before. */
  | { readonly type: 'opening-replayed'; readonly source: string | undefined }
  /** An opening asked for a suite that this device does not have. */
  | { readonly type: 'suite-refused'; readonly source: string | undefined }
  /** A record of a live session came a second time, or from its future, or authenticates under no number near. */
  | { readonly type: 'record-replayed' | 'record-reordered' | 'record-forged'; readonly peer: string }
  /** An authentic record says what nobody may say. */
  | { readonly type: 'frame-malformed'; readonly peer: string }
  /** A message was acknowledged after so long. */
  | { readonly type: 'message-acknowledged'; readonly peer: string; readonly durationMs: number }
  /** A block of a quantum link: its error rate over so many compared bits. */
  | { readonly type: 'qber'; readonly link: string; readonly errorRatio: number; readonly bits: number }
  /** A block of a quantum link was given up, since its error rate allows no key. */
  | { readonly type: 'qkd-aborted'; readonly link: string }
  /** A source of entropy failed a health test. */
  | { readonly type: 'entropy-failed'; readonly name: string; readonly required: boolean };

/** Takes signals, handed in. Called on hot paths: implementations must be quick, and must not throw. */
export type SecuritySignalSink = (signal: SecuritySignal) => void;
