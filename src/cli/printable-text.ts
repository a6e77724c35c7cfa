import { printableText } from '../base/index.ts';

export { printableText };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

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

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function isPlainAscii(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
}
