export {
  type Address,
  formatAddress,
  invalidAddress,
  parseAddress,
  type TcpAddress,
  type UnixAddress,
} from './address.ts';
export { type AddressPattern, type Admission, isAddressPattern, parseAddressPattern } from './address-pattern.ts';
export { type AdmissionLimits, admissionLimits } from './admission-limits.ts';
export type { Channel, ChannelEvent, ChannelState, ChannelStatistics, QuantumKeyKind } from './channel.ts';
export type { ChannelStream } from './channel-stream.ts';
export { combinedPoolStats } from './combined-pool-stats.ts';
export { connectError, errorCodeOf, listenError } from './connection-errors.ts';
export { descriptorLimit } from './descriptor-limit.ts';
export { DirectSender, type DirectSendStatistics } from './direct-sender.ts';
export { type Authorize, HANDSHAKE_TIMEOUT_MS } from './handshake-runner.ts';
export { localOnlyAddresses, plainIp } from './ip-range.ts';
export type { LeaseGroup } from './lease-ledger.ts';
export { LogThrottle } from './log-throttle.ts';
export { type AcquireOptions, MemoryPool, type MemoryPoolConfig, type PoolSurroundings } from './memory-pool.ts';
export { MemoryTransport } from './memory-transport.ts';
export { MessageConnection } from './message-connection.ts';
export type { InboundPosition, MessageHandler } from './message-receiver.ts';
export type { MessageReceipt } from './message-sender.ts';
export type { MessageSocket, MessageSocketHandler } from './message-socket.ts';
export { NetworkComms } from './network-comms.ts';
export type { NetworkOptions } from './network-options.ts';
export {
  type GatherBuffers,
  type Packet,
  PacketAssembler,
  type PacketFormat,
  ReceivedChunk,
} from './packet-assembler.ts';
export type { PoolAnalytics } from './pool-analytics.ts';
export type { PoolFigures, PoolTierName } from './pool-figures.ts';
export type { PoolRecommendation } from './pool-recommendations.ts';
export type { OversizeStats, PoolStats } from './pool-stats.ts';
export { listenPrivately, startListening } from './private-socket.ts';
export {
  FRAGMENT_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_STREAMS,
  MESSAGE_WINDOW_BYTES,
  STREAM_WINDOW_BYTES,
} from './record-limits.ts';
export type { RekeyLimits } from './rekey-limits.ts';
export { ReservedPorts } from './reserved-ports.ts';
export type { KeepLimits } from './session-keeper.ts';
export { TcpTransport } from './tcp-transport.ts';
export type { Traffic } from './traffic-totals.ts';
export { UnixTransport } from './unix-transport.ts';
export { WebSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.ts';
export { defaultWriteTuning, MAX_COALESCED_BYTES, MIN_COALESCED_BYTES, type WriteTuning } from './write-tuning.ts';
