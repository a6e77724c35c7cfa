import { isQForgeError, parseStrictJson, QForgeError, utf8 } from '../../base/index.ts';
import type { NewValidator } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type MemberCard, parseMemberCard } from './member-card.ts';

/** What a change of the set says of a new validator: its key for agreement, and how it is reached as JSON. spec/decision-log §10 */
export function newValidatorOf({ name, voteKey, peerId, address, witnessKey }: MemberCard): NewValidator {
  const contact = utf8(JSON.stringify({ peerId, address, witnessKey }));
  return { name, key: new Uint8Array(Buffer.from(voteKey, 'base64')), contact };
}

/** The card of a new validator. Throws `MALFORMED` for a contact that is none. */
export function cardOf({ name, key, contact }: NewValidator, backend: CryptoBackend): MemberCard {
  const fields = parseStrictJson(contact, 'The contact of a validator', 1);
  if (typeof fields !== 'object' || fields === null)
    throw new QForgeError('MALFORMED', { what: 'The contact of a validator', reason: 'it is no object' });
  return parseMemberCard({ ...fields, name, voteKey: Buffer.from(key).toString('base64') }, backend);
}

/** The same; undefined for a contact that is none: such a validator is in the set, and nobody can reach it. */
export function cardOrNone(added: NewValidator, backend: CryptoBackend): MemberCard | undefined {
  try {
    return cardOf(added, backend);
  } catch (error) {
    if (isQForgeError(error)) return undefined;
    throw error;
  }
}
