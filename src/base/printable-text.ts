const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Control characters, and the invisible ones that reorder or hide the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const OUTSIDE_ASCII = /[^\x20-\x7e]/u;

/**
 * Text from somebody else, safe for a terminal and always one line: what could move the cursor, change colours, reorder
 * or hide text is shown as an escape.
 */
export function printableText(unverified: string): string {
  if (!OUTSIDE_ASCII.test(unverified)) return unverified;
  return unverified.replaceAll(UNPRINTABLE, (character) => NAMED.get(character) ?? escapeOf(character));
}

/** The same JSON, whose strings show everything unprintable as `\u` escapes: one line, and safe to look at in a terminal. */
export function printableJson(json: string): string {
  if (!OUTSIDE_ASCII.test(json)) return json;
  return json.replaceAll(UNPRINTABLE, jsonEscapes);
}

function escapeOf(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const hex = codePoint.toString(16);
  return codePoint < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

function jsonEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
