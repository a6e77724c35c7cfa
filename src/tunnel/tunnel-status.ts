import { type ErrorCode, isQForgeError, QForgeError } from '../base/index.ts';

/** How a request is answered, by number on the wire. spec/tunnel §3 */
export const tunnelStatuses = [
  'ok',
  'not allowed',
  'refused',
  'unreachable',
  'busy',
  'in use',
  'no binding',
  'failed',
] as const;

/** One of {@link tunnelStatuses}. */
export type TunnelStatus = (typeof tunnelStatuses)[number];

/** Why a request was not fulfilled. */
export type TunnelFailure = Exclude<TunnelStatus, 'ok'>;

const failureOfCode: Partial<Record<ErrorCode, TunnelFailure>> = {
  FORWARD_NOT_ALLOWED: 'not allowed',
  FORWARD_PUBLIC: 'not allowed',
  CONNECTION_REFUSED: 'refused',
  HOST_UNREACHABLE: 'unreachable',
  TUNNEL_BUSY: 'busy',
  PORT_IN_USE: 'in use',
};

/** What the peer is told of a failure on this side. */
export function failureOfError(error: unknown): TunnelFailure {
  return (isQForgeError(error) ? failureOfCode[error.code] : undefined) ?? 'failed';
}

/** Who answered, and what was asked of it, in the words of an error: `connect to db:5432`, `listen on 127.0.0.1:80`. */
export interface AskedPeer {
  readonly peer: string;
  readonly what: string;
  readonly address: string;
}

const errors: Readonly<Record<TunnelFailure, (asked: AskedPeer) => QForgeError>> = {
  'not allowed': ({ peer, what }) =>
    new QForgeError('FORWARD_NOT_ALLOWED', { peer: 'This device', what: `${what} at ${peer}` }),
  refused: ({ address, peer }) => new QForgeError('CONNECTION_REFUSED', { address: `${address} behind ${peer}` }),
  unreachable: ({ address, peer }) =>
    new QForgeError('HOST_UNREACHABLE', {
      address: `${address} behind ${peer}`,
      reason: 'the other side found no way',
    }),
  busy: ({ peer }) => new QForgeError('TUNNEL_BUSY', { peer, limit: 'a limit of the other side is reached' }),
  'in use': ({ address, peer }) => new QForgeError('PORT_IN_USE', { address: `${address} at ${peer}` }),
  'no binding': ({ peer }) =>
    new QForgeError('TUNNEL_BUSY', { peer, limit: 'the other side has given this forward up' }),
  failed: ({ address, peer }) =>
    new QForgeError('HOST_UNREACHABLE', { address: `${address} behind ${peer}`, reason: 'the other side failed' }),
};

/** The error of the side that asked. */
export function errorOfFailure(failure: TunnelFailure, asked: AskedPeer): QForgeError {
  return errors[failure](asked);
}
