const NUMBER_BYTES = 4;

/** A message of so many bytes, at least 4, that begins with its number. */
export function numberedMessage(number: number, bytes: number): Uint8Array {
  const message = new Uint8Array(Math.max(NUMBER_BYTES, bytes)).fill(number & 0xff);
  new DataView(message.buffer).setUint32(0, number);
  return message;
}

/** The number of such a message; NaN when what follows it is not what was sent with it. */
export function numberOf(message: Uint8Array): number {
  const number = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0);
  return message.subarray(NUMBER_BYTES).every((byte) => byte === (number & 0xff)) ? number : Number.NaN;
}
