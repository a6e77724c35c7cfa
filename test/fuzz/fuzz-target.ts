import { utf8 } from '../../src/base/index.ts';
import type { Chances } from '../simulation/chances.ts';

/** One decoder of hostile bytes. */
export interface FuzzTarget {
  readonly name: string;
  /** A well-formed input, which the decoder must take; another one each time. */
  readonly valid: (chances: Chances) => Uint8Array;
  /**
   * Decodes. Returns whether it was taken; a `QForgeError` refuses it, as does false. Anything else that is thrown is a fault, and
   * so is an assertion about what was taken.
   */
  readonly decode: (unverified: Uint8Array) => boolean | Promise<boolean>;
}

/** A decoder that throws what it refuses, with a check of what it took. */
export function decoder<T>(
  name: string,
  valid: FuzzTarget['valid'],
  decode: (unverified: Uint8Array) => T,
  check: (decoded: T, unverified: Uint8Array) => void = () => undefined,
): FuzzTarget {
  return {
    name,
    valid,
    decode: (unverified) => {
      check(decode(unverified), unverified);
      return true;
    },
  };
}

/** A decoder of text: the bytes are read as UTF-8, with U+FFFD where they are none. */
export function textDecoder<T>(
  name: string,
  valid: (chances: Chances) => string,
  decode: (unverified: string) => T,
  check: (decoded: T, unverified: string) => void = () => undefined,
): FuzzTarget {
  const lenient = new TextDecoder();
  return decoder(
    name,
    (chances) => utf8(valid(chances)),
    (unverified) => decode(lenient.decode(unverified)),
    (decoded, unverified) => check(decoded, lenient.decode(unverified)),
  );
}

/** A decoder of JSON: what is no JSON is refused before it. */
export function jsonDecoder(
  name: string,
  valid: (chances: Chances) => unknown,
  decode: (unverified: unknown) => unknown,
): FuzzTarget {
  return {
    name,
    valid: (chances) => utf8(JSON.stringify(valid(chances))),
    decode: (unverified) => {
      const value = parsed(unverified);
      if (value === undefined) return false;
      decode(value);
      return true;
    },
  };
}

function parsed(unverified: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(unverified));
  } catch {
    return undefined;
  }
}
