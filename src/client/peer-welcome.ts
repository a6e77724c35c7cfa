import { QForgeError } from '../base/index.ts';
import type { TrustStore } from './trust-store.ts';

/** How much of a PeerId names a peer that was trusted on first use. */
const SHORT_ID_LENGTH = 12;

/**
 * Resolves for an initiator that is welcome, by the list of peers as its file is now; with `onFirstUse` one that was never seen is
 * welcome, and remembered. Rejects with `PEER_UNKNOWN`, `PEER_NOT_TRUSTED`.
 */
export async function authorizePeer(peerId: string, trustStore: TrustStore, onFirstUse: boolean): Promise<void> {
  await trustStore.refresh();
  const record = trustStore.find(peerId);
  if (record?.trusted === true) return;
  if (record !== undefined) throw new QForgeError('PEER_NOT_TRUSTED', { peer: record.name });
  if (!onFirstUse) throw new QForgeError('PEER_UNKNOWN', { peer: peerId });
  await trustStore.add({ name: peerId.slice(0, SHORT_ID_LENGTH), peerId, trusted: true, firstUse: true });
}

/** Whether a peer is trusted, by the list of peers as its file is now. */
export async function isTrustedPeer(peerId: string, trustStore: TrustStore): Promise<boolean> {
  await trustStore.refresh();
  return trustStore.find(peerId)?.trusted === true;
}
