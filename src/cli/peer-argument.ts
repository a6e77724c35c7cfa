import { QForgeError } from '../base/index.ts';
import { isPeerId, type TrustStore } from '../client/index.ts';

/** A peer that can be connected to. */
export interface ReachablePeer {
  readonly peerId: string;
  readonly address: string;
}

/**
 * The peer behind PEER and ADDRESS on a command line. A name must be of a trusted peer; who writes a whole PeerId has
 * said whom they trust.
 *
 * Throws `PEER_UNKNOWN`, `PEER_ID_INVALID`, `PEER_NOT_TRUSTED`, `ADDRESS_INVALID` for an address in the place of a peer, or `ARGUMENT_INVALID` when no address is known.
 */
export function reachablePeer(store: TrustStore, peer: string, addressArgument: string | undefined): ReachablePeer {
  const record = store.find(peer);
  if (record === undefined && !isPeerId(peer)) throw notAPeer(peer);
  if (record !== undefined && record.peerId !== peer && !record.trusted) {
    throw new QForgeError('PEER_NOT_TRUSTED', { peer });
  }
  const address = addressArgument ?? record?.address;
  if (address === undefined) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: 'ADDRESS',
      reason: `none is known for ${peer}, so name one`,
    });
  }
  return { peerId: record?.peerId ?? peer, address };
}

/** Whoever began a PeerId meant one, and whoever wrote a port an address. */
function notAPeer(peer: string): QForgeError {
  if (/:\d{1,5}$/u.test(peer)) {
    return new QForgeError('ADDRESS_INVALID', { address: peer, reason: `it has no scheme, as tcp://${peer} has` });
  }
  if (!peer.startsWith('qf1')) return new QForgeError('PEER_UNKNOWN', { peer });
  return new QForgeError('PEER_ID_INVALID', { text: peer, reason: 'a character is wrong or missing' });
}
