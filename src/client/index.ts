export type { EventListener, PerformanceMetrics } from '../base/index.ts';
export { EXIT_CODES, isQForgeError, QForgeError, SecretBytes } from '../base/index.ts';
export type { CipherSuite, SecurityLevel } from '../crypto/index.ts';
export { cipherSuites, readTextFile, readWholeFile } from '../crypto/index.ts';
export type { DeviceIdentity, KeyPolicy } from '../handshake/index.ts';
export { generateIdentity, isPeerId } from '../handshake/index.ts';
export type {
  DeadLetter,
  DeadLetterReason,
  Directory,
  LocalCluster,
  LocalServer,
  LocalUser,
  MailboxEvent,
  MailboxStore,
  MailboxUsage,
  MailSummary,
  MessageRouter,
  MessengerEvent,
  NeighbourRow,
  ReceivedMessage,
  RightsCheck,
  RouteRow,
  RouterDeadLetter,
  RouterEvent,
  RouterStatistics,
  SealedMessenger,
  SendSealedOptions,
  SentMessage,
  UserRole,
} from '../messaging/index.ts';
export type { AuditFinding, LogFormat, ReadEntry as AuditEntryRead } from '../monitor/index.ts';
export type {
  Channel,
  ChannelEvent,
  ChannelState,
  ChannelStatistics,
  ChannelStream,
  KeepLimits,
  MemoryPool,
  MemoryPoolConfig,
  MessageReceipt,
  NetworkComms,
  PoolAnalytics,
  PoolRecommendation,
  PoolStats,
  QuantumKeyKind,
  RekeyLimits,
  Traffic,
} from '../network/index.ts';
export { isAddressPattern as isTunnelRule, listenPrivately, ReservedPorts } from '../network/index.ts';
export type {
  DetectionBounds,
  EntropyReport,
  RekeyBounds,
  SecurityFoundation,
  SecurityProfile,
  SelfTestStatus,
  ThreatPolicy,
  ThreatReport,
} from '../security/index.ts';
export { securityProfile } from '../security/index.ts';
export type {
  ChannelLink,
  ForwardStatus,
  TunnelChannelEvent,
  TunnelClient,
  TunnelRefusal,
  TunnelRules,
  TunnelServer,
} from '../tunnel/index.ts';
export {
  type AuditCheck,
  type AuditCheckOptions,
  auditEntries,
  checkAudit,
  checkAuditProof,
  proveAudit,
  recentAuditEntries,
  writeAuditProof,
} from './audit-files.ts';
export type { ClientMessaging, MessagingEvent, MessagingOptions } from './client-messaging.ts';
export type { ClientOptions, EntropyOptions } from './client-options.ts';
export type { OpenTunnelOptions, ServeTunnelsOptions } from './client-tunnels.ts';
export { checkClusterRights, startLocalCluster } from './cluster.ts';
export { type EntropySurvey, surveyDevice, surveySources } from './entropy-survey.ts';
export { type FileOffer, isFileStream } from './file-offer.ts';
export type { TransferProgress } from './file-progress.ts';
export type { FileReceipt } from './file-receipt.ts';
export { type ReceivedFile, type ReceiveFileOptions, receiveFile } from './file-receiver.ts';
export { type SendFileOptions, sendByteStream, sendFile } from './file-sender.ts';
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
export { checkInstallation, type InstallationFinding, type InstallationSubject } from './installation-check.ts';
export { checkKeyPool } from './key-pool-check.ts';
export { type LinkWatchParts, linkWatch } from './link-watch.ts';
export { LockFile } from './lock-file.ts';
export type { MailEngine } from './mail-engine.ts';
export {
  type AuditOptions,
  type ClientAudit,
  type LogOptions,
  Observation,
  type ObservationOptions,
} from './observation.ts';
export { FETCH_ATTEMPTS, type Fetch, patientFetch } from './patient-fetch.ts';
export type { NewPeer, PeerRecord, TunnelRuleKind } from './peer-record.ts';
export { type PerformanceConfig, PerformanceManager, type PerformanceReport } from './performance-manager.ts';
export { PERFORMANCE_MODES, type PerformanceMode, type PerformanceSettings } from './performance-modes.ts';
export type { TuningEntry } from './performance-tuner.ts';
export { runSelfTest, type SelfTestReport } from './self-test.ts';
export { StreamlinedSecureClient } from './streamlined-secure-client.ts';
export { checkSurroundings, type SurroundingsSubject } from './surroundings-check.ts';
export type { PeerStatus, SystemStatus } from './system-status.ts';
export { isTreeStream, type TreeOffer } from './tree-messages.ts';
export type { TreeReceipt } from './tree-receipt.ts';
export { type ReceivedTree, type ReceiveTreeOptions, receiveTree } from './tree-receiver.ts';
export { type SendTreeOptions, sendTree } from './tree-sender.ts';
export { TrustStore, type TrustStoreOptions } from './trust-store.ts';
export type { SharedKeyLink, SharedKeyStatus } from './watched-key-source.ts';
