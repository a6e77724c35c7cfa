import { equalPublicBytes } from '../base/index.ts';
import type { StreamClaimants, StreamHandler } from './stream-table.ts';

/** Which handler takes streams of a header, by the protocols that parts of the program have claimed on one channel. */
export class StreamClaims implements StreamClaimants {
  #claims: readonly { readonly protocol: Uint8Array; readonly handler: StreamHandler }[] = [];

  /** Gives streams whose header begins with these bytes to a handler; returns the way to stop that. More bytes come before fewer. */
  add(protocol: Uint8Array, handler: StreamHandler): () => void {
    const claim = { protocol, handler };
    this.#claims = [...this.#claims, claim].toSorted((one, other) => other.protocol.length - one.protocol.length);
    return () => {
      this.#claims = this.#claims.filter((other) => other !== claim);
    };
  }

  /** Who has claimed streams of this header. */
  handlerOf(unverifiedHeader: Uint8Array): StreamHandler | undefined {
    return this.#claims.find(({ protocol }) => {
      return equalPublicBytes(unverifiedHeader.subarray(0, protocol.length), protocol);
    })?.handler;
  }
}
