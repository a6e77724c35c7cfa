/** Writes just enough DER (ITU-T X.690) for certificates. */

/** Encoded elements. */
export type DerBytes = Buffer<ArrayBuffer>;

/** One element: tag, length, content. */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): DerBytes {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), derLength(content.length), content]);
}

/** X.690 §8.1.3: one byte below 128, else the number of length bytes and the length. */
function derLength(length: number): DerBytes {
  if (length < 128) return Buffer.of(length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Buffer.of(0x80 + digits.length, ...digits);
}

/** SEQUENCE. */
export function derSequence(...elements: readonly Uint8Array[]): DerBytes {
  return derElement(0x30, ...elements);
}

/** SET. */
export function derSet(...elements: readonly Uint8Array[]): DerBytes {
  return derElement(0x31, ...elements);
}

/** OBJECT IDENTIFIER from its dotted form. X.690 §8.19 */
export function derObjectIdentifier(dotted: string): DerBytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [40 * first + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) digits.unshift(128 + (high % 128));
    return digits;
  });
  return derElement(0x06, Buffer.from(bytes));
}

/** A positive INTEGER from its big-endian bytes, in as few as it needs. X.690 §8.3.2 */
export function derInteger(magnitude: Uint8Array): DerBytes {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.of(0) : magnitude.subarray(first);
  const sign = (digits[0] ?? 0) >= 128 ? Buffer.of(0) : Buffer.alloc(0);
  return derElement(0x02, sign, digits);
}

/** UTF8String. */
export function derText(text: string): DerBytes {
  return derElement(0x0c, Buffer.from(text));
}

/** UTCTime, as RFC 5280 §4.1.2.5.1 wants for years before 2050. */
export function derTime(time: Date): DerBytes {
  const digits = time.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return derElement(0x17, Buffer.from(digits.slice('20'.length)));
}

/** BIT STRING of whole bytes. */
export function derBitString(bytes: Uint8Array): DerBytes {
  return derElement(0x03, Buffer.of(0), bytes);
}

/** BIT STRING of named bits, the first being bit 0; trailing zeros are left out. X.690 §11.2.2 */
export function derNamedBits(...bits: readonly number[]): DerBytes {
  const highest = Math.max(...bits);
  const bytes = Buffer.alloc(Math.floor(highest / 8) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit % 8));
  return derElement(0x03, Buffer.of(7 - (highest % 8)), bytes);
}

/** OCTET STRING. */
export function derOctets(bytes: Uint8Array): DerBytes {
  return derElement(0x04, bytes);
}

/** BOOLEAN true. */
export function derTrue(): DerBytes {
  return derElement(0x01, Buffer.of(0xff));
}
