import { ByteReader, ByteWriter } from '../../base/index.ts';
import { hexIdBytes, readHexId } from './hex-id.ts';
import { RECEIPT_BYTES } from './message-sealer.ts';

/** That a message was taken, as only its recipient can show it. spec/sealed-messages §7 */
export interface Receipt {
  readonly messageId: string;
  readonly receipt: Uint8Array;
}

/** Most receipts of one note. */
export const MAX_RECEIPTS_OF_NOTE = 1000;

/** Where an envelope has its version. */
const NOTE = 0x81;

//  | 0x81 u8 | n u16 | n x (message ID 16, receipt 32) |      spec/sealed-messages §7

/** Whether what lies in a mailbox is a note of receipts, and no envelope. */
export function isReceiptNote(unverified: Uint8Array): boolean {
  return unverified[0] === NOTE;
}

/** The bytes of a note of 1 to {@link MAX_RECEIPTS_OF_NOTE} receipts. */
export function encodeReceiptNote(receipts: readonly Receipt[]): Uint8Array {
  const writer = new ByteWriter().u8(NOTE).u16(receipts.length);
  for (const { messageId, receipt } of receipts) writer.bytes(hexIdBytes(messageId)).bytes(receipt);
  return writer.finish();
}

/** Reads a note; no receipt in it is checked yet. Throws `MALFORMED`. */
export function decodeReceiptNote(unverified: Uint8Array): readonly Receipt[] {
  const reader = new ByteReader(unverified, 'The note of receipts');
  if (reader.u8() !== NOTE) throw reader.malformed('it is no such note');
  const count = reader.u16();
  if (count < 1 || count > MAX_RECEIPTS_OF_NOTE) throw reader.malformed('it has no receipts, or too many');
  const receipts = Array.from({ length: count }, () => {
    return { messageId: readHexId(reader), receipt: reader.bytes(RECEIPT_BYTES) };
  });
  reader.end();
  return receipts;
}
