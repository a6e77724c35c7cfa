import { SecretBytes } from '../base/index.ts';

/** The parts joined into one secret; the parts stay as they are. */
export function joinedSecret(...parts: readonly Uint8Array[]): SecretBytes {
  const joined = SecretBytes.take(new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0)));
  let offset = 0;
  for (const part of parts) {
    joined.expose().set(part, offset);
    offset += part.length;
  }
  return joined;
}
