export { type ErrorCode, isQForgeError, type Logger, QForgeError } from '../base/index.ts';
export { isPeerId } from '../handshake/index.ts';
export type {
  Channel,
  ChannelEvent,
  ChannelState,
  ChannelStatistics,
  ChannelStream,
  MessageReceipt,
} from '../network/index.ts';
export { BrowserClient, type BrowserClientOptions } from './browser-client.ts';
export type { IdentityStore, StoredIdentity } from './identity-store.ts';
