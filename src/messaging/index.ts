export { LocalCluster, type LocalClusterOptions, type LocalServer, type LocalUser } from './cluster/local-cluster.ts';
export { checkPeerRights, type RightsCheck } from './cluster/rights-check.ts';
export type { ServerVersion } from './cluster/server-version.ts';
export type { UserRole } from './cluster/user-permissions.ts';
export type { Broadcast, BroadcastMessage } from './mailbox/broadcast.ts';
export { type DeadLetter, type DeadLetterReason, deadLetterReasons } from './mailbox/dead-letter.ts';
export type { Directory, DirectoryPrekey, PrekeyPublication } from './mailbox/directory.ts';
export type { MailboxEvent, MailFacts, MailRefusal } from './mailbox/mailbox-event.ts';
export {
  DEAD_LETTER_RETENTION_MS,
  DEFAULT_COLLECT_ITEMS,
  DEFAULT_LEASE_MS,
  DUPLICATE_WINDOW_MS,
  defaultMailboxLimits,
  MAX_DEAD_LETTERS,
  MAX_ENVELOPE_BYTES,
  MAX_LISTED,
  MAX_ONE_TIME_PREKEYS,
  MAX_PRESENT,
  MAX_SIGNED_PREKEY_BYTES,
  type MailboxLimits,
} from './mailbox/mailbox-limits.ts';
export type {
  CollectOptions,
  DepositKind,
  Mail,
  MailboxStore,
  MailboxUsage,
  MailKey,
  MailSummary,
  StoredMail,
} from './mailbox/mailbox-store.ts';
export type { Presence, PresentPeer } from './mailbox/presence.ts';
export { SqliteDirectory } from './mailbox/sqlite-directory.ts';
export { SqliteMailboxes, type SqliteMailboxOptions, WATCH_INTERVAL_MS } from './mailbox/sqlite-mailboxes.ts';
export type { LinkSurroundings } from './nats/link-surroundings.ts';
export { type NatsAddress, parseNatsAddress } from './nats/nats-address.ts';
export { NatsEngine, type NatsEngineOptions } from './nats/nats-engine.ts';
export { ChannelLinks, ROUTE_PROTOCOL } from './routing/channel-links.ts';
export {
  MessageRouter,
  type MessageRouterParts,
  type NeighbourRow,
  type RouteOptions,
  type RouteReceipt,
} from './routing/message-router.ts';
export {
  type Announcement,
  type AnnouncementProver,
  type CheckedAnnouncement,
  signedAnnouncements,
} from './routing/route-announcement.ts';
export { type RouteFailure, routeFailures } from './routing/route-outcome.ts';
export type { RoutePriority } from './routing/route-packet.ts';
export type { RouterDeadLetter } from './routing/router-dead-letters.ts';
export type { PacketFacts, RouteRow, RouterEvent } from './routing/router-events.ts';
export type { AttachedLink, RouterLink } from './routing/router-link.ts';
export type { RouterStatistics } from './routing/router-statistics.ts';
export { type Author, authorOf, type ClaimedAuthor } from './sealed/author.ts';
export { ID_BYTES, isHexId, newHexId } from './sealed/hex-id.ts';
export { type OpenedMessage, type OpenerParts, openMessage, type PrivatePrekey } from './sealed/message-opener.ts';
export {
  type MessageToSeal,
  RECEIPT_BYTES,
  type SealedForOne,
  type SealRecipient,
  sealMessage,
} from './sealed/message-sealer.ts';
export type { MessengerEvent } from './sealed/messenger-events.ts';
export {
  MAX_OUTBOX_BYTES,
  MAX_OUTBOX_MESSAGES,
  Outbox,
  type OutboxEntry,
  type OutboxLimits,
  type OutboxParts,
  type OutboxState,
  type OutboxUsage,
  type OutgoingKey,
} from './sealed/outbox.ts';
export {
  FEW_ONE_TIME_PREKEYS,
  FULL_ONE_TIME_PREKEYS,
  type KeeperParts,
  LAST_RESORT_ROTATION_MS,
  PrekeyKeeper,
} from './sealed/prekey-keeper.ts';
export { DEFAULT_EXPIRY_MS, PrekeySealer, type ReadyMessage, type SealerParts } from './sealed/prekey-sealer.ts';
export { MAX_TAKEN_PER_SENDER, PrekeyVault, type VaultParts } from './sealed/prekey-vault.ts';
export { MAX_PAYLOAD_BYTES, MAX_RECIPIENTS, type SealedContent } from './sealed/sealed-content.ts';
export {
  CONTENT_KEY_BYTES,
  decodeEnvelope,
  type EnvelopeHeader,
  recipientOfHead,
  type SealedEnvelope,
} from './sealed/sealed-envelope.ts';
export type { ReceivedMessage } from './sealed/sealed-inbox.ts';
export {
  type MessengerParts,
  SealedMessenger,
  type SendSealedOptions,
  type SentMessage,
  type SentTo,
} from './sealed/sealed-messenger.ts';
export { defaultSealedSuite, type SealedSuite } from './sealed/sealed-suite.ts';
export {
  CLOCK_SKEW_MS,
  PREKEY_LIFETIME_MS,
  type Prekey,
  type PrekeyKind,
  signPrekey,
  verifyPrekey,
} from './sealed/signed-prekey.ts';
export { SqliteFile, type SqliteFileOptions, type SqliteSchema } from './sqlite-file.ts';
