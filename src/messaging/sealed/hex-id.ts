import { type ByteReader, QForgeError, type RandomSource } from '../../base/index.ts';

/** Bytes of message IDs and prekey IDs. */
export const ID_BYTES = 16;

const FORM = new RegExp(`^[0-9a-f]{${2 * ID_BYTES}}$`, 'u');

/** A fresh random ID, as hexadecimal digits. */
export function newHexId(random: RandomSource): string {
  return toHex(random.fill(new Uint8Array(ID_BYTES)));
}

/** Whether a text is an ID in the one form that is allowed. */
export function isHexId(unverified: string): boolean {
  return FORM.test(unverified);
}

/** The bytes of an ID. Throws `ARGUMENT_INVALID` for a text that is none. */
export function hexIdBytes(unverified: string): Uint8Array {
  if (!isHexId(unverified)) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: 'id',
      reason: `it is not ${2 * ID_BYTES} hexadecimal digits`,
    });
  }
  return Uint8Array.from(Buffer.from(unverified, 'hex'));
}

/** Reads the next bytes as an ID. */
export function readHexId(reader: ByteReader): string {
  return toHex(reader.bytes(ID_BYTES));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
