const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Control characters, and the invisible ones that reorder or hide the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text from somebody else, safe for a terminal and always one line: what could move the cursor, change colours, reorder
 * or hide text is shown as an escape.
 */
export function printableText(unverified: string): string {
  return unverified.replaceAll(UNPRINTABLE, (character) => NAMED.get(character) ?? escapeOf(character));
}

/** Bytes from somebody else as printable text; bytes that are not UTF-8 all become `\x` escapes of the whole. */
export function printableBytes(unverified: Uint8Array): string {
  try {
    return printableText(utf8.decode(unverified));
  } catch {
    return Array.from(unverified, (byte) => (isPlainAscii(byte) ? String.fromCharCode(byte) : hexEscape(byte))).join(
      '',
    );
  }
}

function escapeOf(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  return codePoint < 0x100 ? hexEscape(codePoint) : `\\u{${codePoint.toString(16)}}`;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function isPlainAscii(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
}
