import { type ByteReader, ByteWriter } from '../../base/index.ts';
import { ParityQuestions } from '../cascade/parity-questions.ts';
import { MAX_CASCADE_PASSES } from './message-types.ts';

const BYTES_PER_QUESTION = 10;

/** Encodes questions: their number (u32), then pass (u16), first place and place behind the last (u32 each) of each. */
export function encodeQuestions(questions: ParityQuestions): Uint8Array {
  const writer = new ByteWriter(4 + BYTES_PER_QUESTION * questions.count).u32(questions.count);
  for (let index = 0; index < questions.count; index++) {
    writer.u16(questions.passAt(index)).u32(questions.startAt(index)).u32(questions.endAt(index));
  }
  return writer.finish();
}

/** Decodes questions about a key of `keyBits` bits. Throws `MALFORMED` for places that it does not have. */
export function decodeQuestions(unverified: ByteReader, keyBits: number): ParityQuestions {
  const count = unverified.u32();
  if (unverified.remaining !== count * BYTES_PER_QUESTION) throw unverified.malformed('its length is not its number');
  const questions = new ParityQuestions();
  for (let index = 0; index < count; index++) {
    const pass = unverified.u16();
    const start = unverified.u32();
    const end = unverified.u32();
    if (pass >= MAX_CASCADE_PASSES) throw unverified.malformed(`pass ${pass} is beyond the last`);
    if (!(start < end && end <= keyBits)) throw unverified.malformed('a stretch is not in the key');
    questions.add(pass, start, end);
  }
  unverified.end();
  return questions;
}
