import { parseStrictJson, QForgeError } from '../../base/index.ts';
import { isPeerId } from '../../client/index.ts';
import { VOTE_KEY_BYTES } from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend, readWholeFile } from '../../crypto/index.ts';
import { parseVerifierKey } from '../../tlog/index.ts';

/** What a member tells the others of itself; nothing in it is secret. */
export interface MemberCard {
  readonly name: string;
  readonly peerId: string;
  /** Where it listens, such as `tcp://validator.example:7800`. */
  readonly address: string;
  /** ML-DSA-65 public key, in Base64. */
  readonly voteKey: string;
  /** The ML-DSA-44 witness key, as a verifier key of C2SP signed-note. */
  readonly witnessKey: string;
}

const MAX_TEXT = 4096;

/** Reads the file of a card. Throws `FILE_MISSING`, `FILE_UNREADABLE` and `MALFORMED`. */
export async function readMemberCard(path: string, backend: CryptoBackend = nativeBackend): Promise<MemberCard> {
  return parseMemberCard(parseStrictJson(await readWholeFile(path), 'The card of a member', 1), backend);
}

/** Reads a card out of JSON. Throws `MALFORMED`. */
export function parseMemberCard(unverified: unknown, backend: CryptoBackend): MemberCard {
  if (typeof unverified !== 'object' || unverified === null) throw malformed('it is no object');
  const fields = unverified as Partial<Record<string, unknown>>;
  const text = (name: keyof MemberCard): string => {
    const value = fields[name];
    if (typeof value !== 'string' || value.length === 0 || value.length > MAX_TEXT)
      throw malformed(`it has no ${name}`);
    return value;
  };
  const card = {
    name: text('name'),
    peerId: text('peerId'),
    address: text('address'),
    voteKey: text('voteKey'),
    witnessKey: text('witnessKey'),
  };
  if (!isPeerId(card.peerId)) throw malformed('its peerId is none');
  if (Buffer.from(card.voteKey, 'base64').length !== VOTE_KEY_BYTES) throw malformed('its voteKey has another length');
  if (parseVerifierKey(backend, card.witnessKey).kind !== 'ml-dsa-44-cosignature') {
    throw malformed('its witnessKey is of another kind');
  }
  return card;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The card of a member', reason });
}
