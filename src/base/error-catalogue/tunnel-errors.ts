import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of tunnels carry. */
export interface TunnelErrorDetails {
  FORWARD_INVALID: { forward: string; reason: string };
  FORWARD_NOT_ALLOWED: { peer: string; what: string };
  FORWARD_PUBLIC: { address: string };
  TUNNEL_BUSY: { peer: string; limit: string };
  TUNNEL_IDLE: { peer: string; afterMs: number };
}

const { network, trust, usage } = EXIT_CODES;

/** The errors of tunnels. */
export const tunnelErrors: ErrorEntries<TunnelErrorDetails> = {
  FORWARD_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `"${d.forward}" is not a forward: ${d.reason}.`,
    hint: 'Write it like 5432:localhost:5432, 127.0.0.1:8080:web.internal:80 or /run/app.sock:db.internal:5432; an IPv6 address in brackets.',
  },
  FORWARD_NOT_ALLOWED: {
    errorClass: 'security',
    exitCode: trust,
    sentence: (d) => `${d.peer} may not ${d.what}.`,
    hint: 'Where it is to be allowed, say so with "qforge peers allow" or "qforge tunnel serve --allow".',
  },
  FORWARD_PUBLIC: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `Listening on ${d.address} would let other machines in.`,
    hint: 'Listen on 127.0.0.1, or add --unsafe-public-bind if everyone who reaches that address may use the tunnel.',
  },
  TUNNEL_BUSY: {
    errorClass: 'performance',
    exitCode: network,
    sentence: (d) => `The tunnel with ${d.peer} takes no more: ${d.limit}.`,
    hint: 'Close connections that are not needed, or raise --max-connections on both sides.',
  },
  TUNNEL_IDLE: {
    errorClass: 'timeout',
    exitCode: network,
    sentence: (d) => `A connection through the tunnel with ${d.peer} was silent for ${d.afterMs} ms and was closed.`,
    hint: 'Connect again, or raise --idle-timeout where connections are long silent.',
  },
};
