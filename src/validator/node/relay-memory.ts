import { byteString } from '../../base/index.ts';
import type { SignedStatement } from '../../consensus/index.ts';

const KEY_BYTES = 16;
/** More statements than any honest height has. */
const MAX_REMEMBERED = 65_536;

/** Who said what to this validator already: nobody is told what it has told. */
export class RelayMemory {
  readonly #heard = new Map<string, Set<string>>();

  /** Notes that a peer knows a statement. */
  note({ signature }: Pick<SignedStatement, 'signature'>, peer: string): void {
    const key = byteString(signature.subarray(0, KEY_BYTES));
    const peers = this.#heard.get(key);
    if (peers !== undefined) peers.add(peer);
    else if (this.#heard.size < MAX_REMEMBERED) this.#heard.set(key, new Set([peer]));
  }

  /** Whether a peer is known to know it. */
  knows({ signature }: Pick<SignedStatement, 'signature'>, peer: string): boolean {
    return this.#heard.get(byteString(signature.subarray(0, KEY_BYTES)))?.has(peer) === true;
  }

  /** Forgets all: another height has begun. */
  clear(): void {
    this.#heard.clear();
  }
}
