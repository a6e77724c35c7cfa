import { inSpan, silentTracer, type Tracer } from '../base/index.ts';
import type { Channel } from '../network/index.ts';

/** Where a transfer leaves its span. */
export interface TransferTracing {
  /** Default: nowhere. */
  readonly tracer?: Tracer | undefined;
}

/** What is transferred, and over which channel; without a channel the span begins a trace. */
export interface Transferred {
  readonly channel?: Partial<Pick<Channel, 'channelId' | 'peerId'>> | undefined;
  readonly direction: 'send' | 'receive';
  readonly kind: 'file' | 'folder';
  /** Bytes of all of it, as far as that is known before. */
  readonly bytes: number | undefined;
}

/** Runs a transfer in a span of its channel's trace. The name of what is transferred is the users' own affair and not in it. */
export function inTransferSpan<T>(
  { tracer = silentTracer }: TransferTracing,
  { channel = {}, direction, kind, bytes }: Transferred,
  run: () => Promise<T>,
): Promise<T> {
  const { channelId, peerId } = channel;
  const parent = channelId === undefined ? undefined : { traceId: channelId };
  const fields = {
    ...(peerId === undefined ? {} : { 'qforge.peer': peerId }),
    ...(bytes === undefined ? {} : { 'qforge.bytes': bytes }),
  };
  const plan = { name: `${kind} ${direction}`, kind: direction === 'send' ? 'client' : 'server', fields } as const;
  return inSpan({ tracer, parent }, plan, run);
}
