import type { RandomSource } from '../base/index.ts';

/** Length of the IDs of channels and conversations: never met by chance. spec/records §4 */
export const ID_BYTES = 16;

/** The ID that stands for none. */
export const NO_ID: string = '00'.repeat(ID_BYTES);

/** A fresh ID, as lower-case hexadecimal digits. */
export function randomId(random: RandomSource): string {
  return idText(random.fill(new Uint8Array(ID_BYTES)));
}

/** The two digits of each byte. */
const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The text form of the bytes of an ID. */
export function idText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += digits[byte] ?? '';
  return text;
}

/** The bytes of an ID's text form. */
export function idBytes(id: string): Uint8Array {
  const bytes = new Uint8Array(id.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = digitAt(id, 2 * index) * 16 + digitAt(id, 2 * index + 1);
  }
  return bytes;
}

/** The value of a digit: those from `a` on have codes from 97 on, those before up to 57. */
function digitAt(id: string, index: number): number {
  const code = id.charCodeAt(index);
  return code >= 97 ? code - 87 : code - 48;
}
