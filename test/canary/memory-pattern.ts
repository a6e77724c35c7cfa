import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Bytes that nobody has by chance, made in place: no other copy of them comes to be. A private key of X25519 as it is kept, so that no bit is changed. */
export function writePattern(target: Uint8Array, salt: number): void {
  for (let at = 0; at < target.length; at += 1) target[at] = byteOf(at, salt);
}

function byteOf(at: number, salt: number): number {
  const byte = ((at + 1) * 0x9e + (salt >>> (at % 24)) * 0x35) & 0xff;
  if (at === 0) return byte & 0xf8;
  return at === 31 ? (byte & 0x7f) | 0x40 : byte;
}

/** How often the pattern stands in the memory of a process that may be written to. Linux alone. */
export function countInMemory(pid: number, length: number, salt: number): number {
  const pattern = Buffer.alloc(length);
  writePattern(pattern, salt);
  let found = 0;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const { from, bytes } of writableRegions(pid)) {
      const region = readRegion(memory, from, bytes);
      for (let at = region.indexOf(pattern); at >= 0; at = region.indexOf(pattern, at + 1)) found += 1;
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

function writableRegions(pid: number): readonly { readonly from: number; readonly bytes: number }[] {
  const regions = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/mu);
  return regions.flatMap((region) => {
    const [, from = '', to = ''] = /^(?<from>[0-9a-f]+)-(?<to>[0-9a-f]+) rw/u.exec(region) ?? [];
    const isEmpty = from === '' || /^Rss: +0 kB$/mu.test(region);
    return isEmpty
      ? []
      : [{ from: Number.parseInt(from, 16), bytes: Number.parseInt(to, 16) - Number.parseInt(from, 16) }];
  });
}

const PIECE_BYTES = 2 ** 24;

/** A region, as far as it can be read. */
function readRegion(memory: number, from: number, bytes: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at));
    try {
      pieces.push(piece.subarray(0, readSync(memory, piece, 0, piece.length, from + at)));
    } catch {
      break;
    }
  }
  return Buffer.concat(pieces);
}
