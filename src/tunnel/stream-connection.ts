import type { Socket } from 'node:net';
import type { Admission, ChannelStream } from '../network/index.ts';
import type { ForwardCounters } from './forward-counters.ts';
import { relay, resetSocket } from './relay.ts';
import { dialTarget } from './target-dialer.ts';
import { shortAddress, type TunnelAddress } from './tunnel-address.ts';
import type { TunnelSettings } from './tunnel-options.ts';
import { decodeStatus, encodeStatus, refuseStream, STATUS_BYTES } from './tunnel-reply.ts';
import { errorOfFailure, failureOfError } from './tunnel-status.ts';

/** Joins a connection that came to this side with the stream that was opened for it; rejects with why it failed. */
export async function carryAccepted(
  socket: Socket,
  stream: ChannelStream,
  names: { readonly peer: string; readonly target: string },
  settings: TunnelSettings,
  counters: ForwardCounters,
): Promise<void> {
  const { peer, target } = names;
  const greeting = async (): Promise<void> => {
    const status = decodeStatus(await stream.readExactly(STATUS_BYTES));
    if (status !== 'ok') throw errorOfFailure(status, { peer, what: `connect to ${target}`, address: target });
  };
  await relay(socket, stream, { ...relayOptions(peer, settings, counters), greeting });
}

/** Dials for a stream that the peer has opened, answers, and carries; rejects with why it failed. */
export async function carryDialled(
  stream: ChannelStream,
  target: TunnelAddress,
  admission: Admission,
  peer: string,
  settings: TunnelSettings,
  counters: ForwardCounters,
): Promise<void> {
  const socket = await dialOrRefuse(stream, target, admission, peer, settings);
  try {
    await stream.write(encodeStatus('ok'));
  } catch (error) {
    resetSocket(socket);
    throw error;
  }
  await relay(socket, stream, relayOptions(peer, settings, counters));
}

async function dialOrRefuse(
  stream: ChannelStream,
  target: TunnelAddress,
  admission: Admission,
  peer: string,
  settings: TunnelSettings,
): Promise<Socket> {
  const { clock, dialTimeoutMs, resolve } = settings;
  try {
    return await dialTarget(target, admission, peer, {
      clock,
      ...(dialTimeoutMs === undefined ? {} : { timeoutMs: dialTimeoutMs }),
      ...(resolve === undefined ? {} : { resolve }),
    });
  } catch (error) {
    await refuseStream(stream, encodeStatus(failureOfError(error)), clock);
    throw error;
  }
}

function relayOptions(peer: string, settings: TunnelSettings, counters: ForwardCounters): Parameters<typeof relay>[2] {
  const { clock, idleTimeoutMs } = settings;
  return { clock, idleTimeoutMs, peer, onBytes: (direction, bytes) => counters.moved(direction, bytes) };
}

/** Where a connection came from, for the other side's log. */
export function originOf(socket: Socket): string {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return '';
  return shortAddress({ scheme: 'tcp', host: remoteAddress.split('%')[0] ?? '', port: remotePort });
}
