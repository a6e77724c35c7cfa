export type { PerformanceMetrics } from '../base/index.ts';
export { EXIT_CODES, isQForgeError, QForgeError, SecretBytes } from '../base/index.ts';
export type { CipherSuite, SecurityLevel } from '../crypto/index.ts';
export { cipherSuites } from '../crypto/index.ts';
export type { DeviceIdentity, KeyPolicy } from '../handshake/index.ts';
export { generateIdentity, isPeerId } from '../handshake/index.ts';
export type {
  Channel,
  ChannelStatistics,
  ChannelStream,
  MemoryPool,
  MemoryPoolConfig,
  MessageReceipt,
  MessageRouter,
  NetworkComms,
  PoolStats,
  QuantumKeyKind,
  Traffic,
} from '../network/index.ts';
export type { ClientOptions } from './client-options.ts';
export { type FileOffer, isFileStream } from './file-offer.ts';
export type { TransferProgress } from './file-progress.ts';
export type { FileReceipt } from './file-receipt.ts';
export { type ReceivedFile, type ReceiveFileOptions, receiveFile } from './file-receiver.ts';
export { type SendFileOptions, sendFile } from './file-sender.ts';
export {
  CERTIFICATE_WARNING_DAYS,
  type HealthFinding,
  type HealthReport,
  type HealthStatus,
} from './health-check.ts';
export {
  type CreateIdentityOptions,
  createIdentityFile,
  loadIdentityFile,
  type Passphrase,
  renewIdentityFile,
} from './identity-file.ts';
export type { NewPeer, PeerRecord } from './peer-record.ts';
export { type PerformanceConfig, PerformanceManager, type PerformanceReport } from './performance-manager.ts';
export { runSelfTest, type SelfTestReport } from './self-test.ts';
export { StreamlinedSecureClient } from './streamlined-secure-client.ts';
export type { PeerStatus, SystemStatus } from './system-status.ts';
export { TrustStore, type TrustStoreOptions } from './trust-store.ts';
