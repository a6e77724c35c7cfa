import assert from 'node:assert/strict';
import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import { type RecordSealer, recordBytes } from '../../src/network/record-protection.ts';

const TAG_BYTES = 16;

/** The record that a sealer makes of a plaintext in parts, in memory of its own. */
export function sealedRecord(sealer: RecordSealer, parts: readonly Uint8Array[]): Buffer {
  const spaceBytes = recordBytes(parts.reduce((sum, part) => sum + part.length, 0));
  const target = Buffer.alloc(spaceBytes + 1, 0xee);
  assert.equal(sealer.seal(target, parts), spaceBytes);
  assert.equal(target[spaceBytes], 0xee, 'nothing is written beyond the record');
  return target.subarray(0, spaceBytes);
}

/** A frame as it is on the wire. */
export interface SlowFrame {
  readonly type: number;
  readonly body: Buffer;
}

/** The encoding of one frame: spec/records §2, written out. */
export function frameBytes(type: number, ...body: readonly (Uint8Array | string)[]): Buffer {
  const joined = Buffer.concat(body.map((part) => Buffer.from(part)));
  const { length } = joined;
  return Buffer.concat([Buffer.from([type, length >> 16, (length >> 8) & 255, length & 255]), joined]);
}

/** A number of 32 bits. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A number of 64 bits. */
export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** The frames of a plaintext. */
export function parseFrames(plaintext: Buffer): SlowFrame[] {
  const frames: SlowFrame[] = [];
  for (let offset = 0; offset < plaintext.length; ) {
    const length = plaintext.readUIntBE(offset + 1, 3);
    const end = offset + 4 + length;
    assert.ok(end <= plaintext.length, 'a frame is whole');
    frames.push({ type: plaintext[offset] ?? 0, body: plaintext.subarray(offset + 4, end) });
    offset = end;
  }
  return frames;
}

function nonceOf(number: bigint): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(number, 4);
  return nonce;
}

/** One direction of records by node:crypto alone, for tests that must not trust the code they test. spec/records §1 */
export class SlowRecords {
  /** The number of the next record. */
  number = 0n;
  readonly #key: Uint8Array;
  readonly #cipher: CipherGCMTypes;
  #pending: Buffer = Buffer.alloc(0);

  constructor(key: Uint8Array, cipher: 'aes-256-gcm' | 'chacha20-poly1305' = 'aes-256-gcm') {
    this.#key = key;
    // Node's types tell the two apart, its objects behave alike.
    this.#cipher = cipher as CipherGCMTypes;
  }

  /** A record around a plaintext; `number` may be any. */
  seal(plaintext: Uint8Array, number: bigint = this.number): Buffer {
    this.number = number + 1n;
    const header = u32(plaintext.length + TAG_BYTES);
    const cipher = createCipheriv(this.#cipher, this.#key, nonceOf(number), { authTagLength: TAG_BYTES });
    cipher.setAAD(header, { plaintextLength: plaintext.length });
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([header, sealed, cipher.getAuthTag()]);
  }

  /** The plaintexts of the whole records that have come so far. */
  push(bytes: Uint8Array): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const plaintexts: Buffer[] = [];
    for (;;) {
      const length = this.#pending.length < 4 ? Number.POSITIVE_INFINITY : this.#pending.readUInt32BE();
      if (this.#pending.length < 4 + length) return plaintexts;
      plaintexts.push(this.open(this.#pending.subarray(0, 4 + length)));
      this.#pending = this.#pending.subarray(4 + length);
    }
  }

  /** The plaintext of one record. */
  open(record: Uint8Array): Buffer {
    const [header, body, tag] = [record.subarray(0, 4), record.subarray(4, -TAG_BYTES), record.subarray(-TAG_BYTES)];
    const decipher = createDecipheriv(this.#cipher, this.#key, nonceOf(this.number), { authTagLength: TAG_BYTES });
    decipher.setAAD(header, { plaintextLength: body.length });
    decipher.setAuthTag(tag);
    const plaintext = Buffer.concat([decipher.update(body), decipher.final()]);
    this.number += 1n;
    return plaintext;
  }
}
