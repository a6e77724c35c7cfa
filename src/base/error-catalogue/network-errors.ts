import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of addresses, connections, channels and messages carry. */
export interface NetworkErrorDetails {
  ADDRESS_INVALID: { address: string; reason: string };
  PORT_IN_USE: { address: string };
  LISTEN_FAILED: { address: string; reason: string };
  CONNECTION_REFUSED: { address: string };
  HOST_UNREACHABLE: { address: string; reason: string };
  CONNECTION_LOST: { peer: string; reason: string };
  CHANNEL_CLOSED: { peer: string };
  CHANNEL_TRUNCATED: { peer: string };
  RECORD_INVALID: { peer: string };
  RECORD_OUT_OF_PLACE: { how: 'replayed' | 'reordered' };
  REKEY_OVERDUE: { peer: string; afterMs: number };
  CHANNEL_RECONNECTING: { peer: string };
  STREAM_ENDED: { stream: number };
  STREAM_RESET: { stream: number; reason: string };
  MESSAGE_TOO_LARGE: { bytes: number; limitBytes: number };
  MESSAGE_REJECTED: { peer: string; reason: string };
  MEMORY_POOL_EXHAUSTED: { bytes: number; inUseBytes: number; limitBytes: number };
}

const { failure, network, security, usage } = EXIT_CODES;

/** The errors of addresses, connections, channels and messages. */
export const networkErrors: ErrorEntries<NetworkErrorDetails> = {
  ADDRESS_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `"${d.address}" is not an address: ${d.reason}.`,
    hint: 'Write it like tcp://host:7700 or tcp://[::1]:7700.',
  },
  PORT_IN_USE: {
    errorClass: 'resource',
    exitCode: network,
    sentence: (d) => `${d.address} is already in use.`,
    hint: 'Stop the other program or listen elsewhere; port 0 takes any free one.',
  },
  LISTEN_FAILED: {
    errorClass: 'resource',
    exitCode: network,
    sentence: (d) => `Listening on ${d.address} failed: ${d.reason}.`,
    hint: 'Check that the address belongs to this machine and that the port is allowed.',
  },
  CONNECTION_REFUSED: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `${d.address} refused the connection.`,
    hint: 'Check the port, and whether the other side is running.',
  },
  HOST_UNREACHABLE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `${d.address} cannot be reached: ${d.reason}.`,
    hint: 'Check the host name, the network and any firewall between.',
  },
  CONNECTION_LOST: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The connection with ${d.peer} was lost: ${d.reason}.`,
    hint: 'Connect again; what was not acknowledged was not counted as delivered.',
  },
  CHANNEL_CLOSED: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The channel with ${d.peer} is closed.`,
    hint: 'Open a new channel.',
  },
  CHANNEL_TRUNCATED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The connection with ${d.peer} ended without the authenticated close.`,
    hint: 'Something cut the connection; treat what was received as incomplete.',
  },
  RECORD_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `A record from ${d.peer} does not authenticate; the session is over.`,
    hint: 'Something changed the data on its way. A channel goes on with a new handshake.',
  },
  RECORD_OUT_OF_PLACE: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `A record was ${d.how}: it is authentic, and not the one whose turn it is.`,
    hint: 'Somebody between this device and the peer repeats, drops or moves records. A channel goes on with a new handshake.',
  },
  REKEY_OVERDUE: {
    errorClass: 'timeout',
    exitCode: security,
    sentence: (d) => `The session with ${d.peer} had no new keys for ${d.afterMs} ms.`,
    hint: 'The channel goes on with a new handshake; if this comes again, see why rekeys fail, such as missing shared keys.',
  },
  CHANNEL_RECONNECTING: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The channel with ${d.peer} has lost its connection and looks for a new one.`,
    hint: 'Wait until it is open again; messages may be sent meanwhile, streams and pings may not.',
  },
  STREAM_ENDED: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `Stream ${d.stream} ended before all its bytes had come.`,
    hint: 'The other side stopped early: see its log, then try again.',
  },
  STREAM_RESET: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `Stream ${d.stream} was given up: ${d.reason}.`,
    hint: 'See the log of the side that gave up, then try again.',
  },
  MESSAGE_TOO_LARGE: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The message has ${d.bytes} bytes; the limit is ${d.limitBytes}.`,
    hint: 'Send it as a stream or a file.',
  },
  MESSAGE_REJECTED: {
    errorClass: 'security',
    exitCode: failure,
    sentence: (d) => `${d.peer} did not take the message: ${d.reason}.`,
    hint: 'See the log of the other side.',
  },
  MEMORY_POOL_EXHAUSTED: {
    errorClass: 'resource',
    exitCode: failure,
    sentence: (d) =>
      `A buffer of ${d.bytes} bytes is beyond the pool's limit: it owns ${d.inUseBytes} of ${d.limitBytes} bytes.`,
    hint: 'Raise maxBytes of the pool, or find out who keeps buffers: debug mode tells.',
  },
};
