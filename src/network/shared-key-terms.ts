import {
  inSpan,
  type KeySource,
  QForgeError,
  type SecretBytes,
  type SharedKey,
  type TraceContext,
  type Tracing,
} from '../base/index.ts';
import { type KeyPolicy, type NamedSharedKey, type SharedKeyReference, wantsSharedKey } from '../handshake/index.ts';

/** On what terms two devices mix in keys shared by other means. spec/handshake §6 */
export interface SharedKeyTerms {
  readonly keySource: KeySource | undefined;
  readonly policy: KeyPolicy;
  readonly peerId: string;
  readonly peerPolicy: KeyPolicy;
  /** The peer's name in its source of keys; empty if it has none. */
  readonly peerEndpoint: string;
  /** What the fetching of keys is a part of; default: a trace of its own. */
  readonly tracing?: Tracing | undefined;
}

/**
 * Takes a fresh key where both sides have a source of keys; without one goes on if both policies allow that.
 *
 * Rejects with `QKD_KEY_REQUIRED` if not.
 */
export async function takeSharedKeys(terms: SharedKeyTerms): Promise<NamedSharedKey[]> {
  const { keySource, policy, peerPolicy, peerId, peerEndpoint } = terms;
  if (keySource === undefined || peerEndpoint === '') return [];
  try {
    const { keyId, key } = await inKeySpan(terms, (trace) => keySource.nextKey(peerEndpoint, trace));
    return [{ source: keySource.name, keyId, key }];
  } catch (error) {
    const unmet = [policy, peerPolicy].find(wantsSharedKey);
    if (unmet === undefined) return [];
    throw new QForgeError('QKD_KEY_REQUIRED', { peer: peerId, policy: unmet }, { cause: error });
  }
}

/** Gets the keys that the initiator named; a name from another source is a missing key. Rejects with `QKD_KEY_REQUIRED`. */
export async function fetchSharedKeys(
  terms: SharedKeyTerms,
  references: readonly SharedKeyReference[],
): Promise<NamedSharedKey[]> {
  const { keySource } = terms;
  const fetched: NamedSharedKey[] = [];
  for (const { source, keyId } of references) {
    if (keySource === undefined || source !== keySource.name) break;
    fetched.push({ source, keyId, key: await fetchKey(keySource, terms, keyId) });
  }
  return fetched;
}

async function fetchKey(keySource: KeySource, terms: SharedKeyTerms, keyId: string): Promise<SecretBytes> {
  try {
    return (await inKeySpan(terms, (trace) => keySource.keyById(terms.peerEndpoint, keyId, trace))).key;
  } catch (error) {
    throw new QForgeError('QKD_KEY_REQUIRED', { peer: terms.peerId, policy: terms.policy }, { cause: error });
  }
}

/** The source's own calls go on in the trace. */
function inKeySpan(
  { tracing, keySource, peerId }: SharedKeyTerms,
  fetch: (trace: TraceContext | undefined) => Promise<SharedKey>,
): Promise<SharedKey> {
  if (tracing === undefined) return fetch(undefined);
  const fields = { 'qforge.peer': peerId, 'qforge.key_source': keySource?.name ?? '' };
  return inSpan(tracing, { name: 'key fetch', kind: 'client', fields }, fetch);
}
