const SAE_ID = /^[\w.~-]{1,64}$/u;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu;

/** Whether a text can name a SAE or a key manager here: 1 to 64 characters that need no escape in a URL. */
export function isEntityId(unverified: unknown): unverified is string {
  return typeof unverified === 'string' && SAE_ID.test(unverified) && !/^\.{1,2}$/u.test(unverified);
}

/** The key ID in the spelling that is stored; undefined if it is no UUID. ETSI GS QKD 014 §6.3 */
export function keyIdOf(unverified: unknown): string | undefined {
  return typeof unverified === 'string' && UUID.test(unverified) ? unverified.toLowerCase() : undefined;
}
