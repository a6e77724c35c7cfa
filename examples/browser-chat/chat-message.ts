/** What a page says. */
export interface Saying {
  readonly text: string;
}

/** What the room tells all others of it. */
export interface Told extends Saying {
  /** The PeerId of who said it, as the room has verified it. */
  readonly from: string;
}

/** The longest text. */
export const MAX_TEXT_LENGTH = 2000;

/** Reads what a page says; undefined if it is nothing of the kind. */
export function readSaying(unverified: Uint8Array): Saying | undefined {
  const { text } = fieldsOf(unverified);
  return typeof text === 'string' && text.length > 0 && text.length <= MAX_TEXT_LENGTH ? { text } : undefined;
}

/** Reads what the room tells; undefined if it is nothing of the kind. */
export function readTold(unverified: Uint8Array): Told | undefined {
  const saying = readSaying(unverified);
  const { from } = fieldsOf(unverified);
  return saying !== undefined && typeof from === 'string' ? { ...saying, from } : undefined;
}

/** A message of the room, as bytes. */
export function chatBytes(message: Saying): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

function fieldsOf(unverified: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(unverified));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
