export { type Address, parseAddress } from './address.ts';
export type { Channel, ChannelStatistics, QuantumKeyKind } from './channel.ts';
export type { ChannelStream } from './channel-stream.ts';
export { type Authorize, HANDSHAKE_TIMEOUT_MS } from './handshake-runner.ts';
export { MemoryPool, type MemoryPoolConfig } from './memory-pool.ts';
export { MemoryTransport } from './memory-transport.ts';
export type { MessageHandler } from './message-receiver.ts';
export { MessageRouter, type RoutingStatistics } from './message-router.ts';
export type { MessageReceipt } from './message-sender.ts';
export { MAX_ACCEPTED_HANDSHAKES, NetworkComms, type NetworkOptions } from './network-comms.ts';
export type { PoolStats } from './pool-stats.ts';
export {
  FRAGMENT_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_STREAMS,
  MESSAGE_WINDOW_BYTES,
  STREAM_WINDOW_BYTES,
} from './record-limits.ts';
export { TcpTransport } from './tcp-transport.ts';
export type { Traffic } from './traffic-totals.ts';
export { UnixTransport } from './unix-transport.ts';
