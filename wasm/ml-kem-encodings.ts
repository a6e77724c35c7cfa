// Of the kernel of ML-KEM-768: encodings and compressions, FIPS 203 §4.2.1.

import { JOINT, Q, V } from './ml-kem-memory';

/** ByteEncode_12, of coefficients from zero to Q - 1. */
export function encode12(polynomial: usize, target: usize): void {
  for (let pair: usize = 0; pair < 128; pair++) {
    const two = load<u32>(polynomial + 4 * pair);
    store<u16>(target + 3 * pair, <u16>((two & 0xfff) | ((two >> 4) & 0xf000)));
    store<u8>(target + 3 * pair, <u8>(two >> 20), 2);
  }
}

/** ByteDecode_12: the coefficients may be larger than Q. */
export function decode12(source: usize, polynomial: usize): void {
  for (let pair: usize = 0; pair < 128; pair++) {
    const bits = load<u16>(source + 3 * pair) | ((<u32>load<u8>(source + 3 * pair, 2)) << 16);
    store<u32>(polynomial + 4 * pair, (bits & 0xfff) | ((bits & 0xfff000) << 4));
  }
}

/** Compress_10 and ByteEncode_10, of coefficients from zero to Q - 1. */
export function compress10(polynomial: usize, target: usize): void {
  for (let four: usize = 0; four < 64; four++) {
    const source = polynomial + 8 * four;
    const bits =
      compressed10(load<u16>(source)) |
      (compressed10(load<u16>(source, 2)) << 10) |
      (compressed10(load<u16>(source, 4)) << 20) |
      (compressed10(load<u16>(source, 6)) << 30);
    store<u32>(target + 5 * four, <u32>bits);
    store<u8>(target + 5 * four, <u8>(bits >> 32), 4);
  }
}

/** round(x * 2^10 / Q) modulo 2^10, without a division. */
// @ts-ignore: decorator
@inline
function compressed10(x: u64): u64 {
  return ((((x << 10) + 1665) * 1290167) >> 32) & 0x3ff;
}

/** ByteDecode_10 and Decompress_10. */
export function decompress10(source: usize, polynomial: usize): void {
  for (let four: usize = 0; four < 64; four++) {
    const bits = <u64>load<u32>(source + 5 * four) | ((<u64>load<u8>(source + 5 * four, 4)) << 32);
    const target = polynomial + 8 * four;
    store<u16>(target, decompressed10(bits));
    store<u16>(target, decompressed10(bits >> 10), 2);
    store<u16>(target, decompressed10(bits >> 20), 4);
    store<u16>(target, decompressed10(bits >> 30), 6);
  }
}

// @ts-ignore: decorator
@inline
function decompressed10(bits: u64): u16 {
  return <u16>((<u32>(bits & 0x3ff) * Q + 512) >> 10);
}

/** Compress_4 and ByteEncode_4, of coefficients from zero to Q - 1. */
export function compress4(polynomial: usize, target: usize): void {
  for (let pair: usize = 0; pair < 128; pair++) {
    const source = polynomial + 4 * pair;
    store<u8>(target + pair, <u8>(compressed4(load<u16>(source)) | (compressed4(load<u16>(source, 2)) << 4)));
  }
}

/** round(x * 2^4 / Q) modulo 2^4, without a division. */
// @ts-ignore: decorator
@inline
function compressed4(x: u32): u32 {
  return ((((x << 4) + 1665) * 80635) >> 28) & 0xf;
}

/** ByteDecode_4 and Decompress_4. */
export function decompress4(source: usize, polynomial: usize): void {
  for (let pair: usize = 0; pair < 128; pair++) {
    const bits: u32 = load<u8>(source + pair);
    store<u16>(polynomial + 4 * pair, <u16>(((bits & 0xf) * Q + 8) >> 4));
    store<u16>(polynomial + 4 * pair, <u16>(((bits >> 4) * Q + 8) >> 4), 2);
  }
}

/** Adds the message that lies in `JOINT`, half of Q for each bit. */
export function addMessage(polynomial: usize): void {
  const bits = i16x8(1, 2, 4, 8, 16, 32, 64, 128);
  for (let byte: usize = 0; byte < 32; byte++) {
    const ones = i16x8.eq(v128.and(i16x8.splat(load<u8>(JOINT + byte)), bits), bits);
    const place = polynomial + 16 * byte;
    v128.store(place, i16x8.add(v128.load(place), v128.and(ones, i16x8.splat(1665))));
  }
}

/** Compress_1 of the reduced coefficients in `V`: what is nearer to half of Q than to zero is a one. */
export function takeMessage(): void {
  for (let byte: usize = 0; byte < 32; byte++) {
    const far = i16x8.gt_s(i16x8.abs(v128.load(V + 16 * byte)), i16x8.splat(832));
    store<u8>(JOINT + byte, <u8>i16x8.bitmask(far));
  }
}
