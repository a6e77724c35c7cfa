import { defined, QForgeError, SecretBytes } from '../../base/index.ts';
import type { KmeParts, Neighbour } from './kme-parts.ts';
import { LinkPool, UNIT_BYTES } from './link-pool.ts';
import { joinPieces, oneTimePad } from './one-time-pad.ts';
import type { RelayedKey } from './relay-message.ts';

/** Units that have left a pool, and the bytes they are. */
export interface TakenPad {
  readonly units: readonly number[];
  readonly pad: SecretBytes;
}

/** The pools of all links of one key manager, and which of them leads where. Call inside a transaction what takes keys. */
export class LinkPools {
  readonly #parts: KmeParts;
  readonly #pools: ReadonlyMap<string, LinkPool>;

  constructor(parts: KmeParts) {
    this.#parts = parts;
    const { database, network, neighbours, settings } = parts;
    const poolOf = (peer: string): LinkPool =>
      new LinkPool(database, { local: network.self, peer }, settings.unitLifetimeMs);
    this.#pools = new Map(neighbours.map(({ id }) => [id, poolOf(id)]));
  }

  /** All of them. */
  get all(): readonly LinkPool[] {
    return [...this.#pools.values()];
  }

  /** The pool of the link to a neighbour. */
  of(peer: string): LinkPool {
    return defined(this.#pools.get(peer), 'the pool of a neighbour');
  }

  /** The pool of the first link on the way to a key manager that is known to be reachable. */
  towards(kme: string): LinkPool {
    return this.of(defined(this.#parts.network.nextHop(kme), 'the way to a known key manager'));
  }

  /** The neighbour behind a pool. */
  neighbourOf(pool: LinkPool): Neighbour {
    return defined(
      this.#parts.neighbours.find(({ id }) => id === pool.peer),
      'a neighbour of that ID',
    );
  }

  /** Takes as many own units as `keyBytes` need. Throws `KME_UNAVAILABLE`. */
  takePad(pool: LinkPool, keyBytes: number): TakenPad {
    const taken = pool.take(unitsOf(keyBytes), this.#parts.clock.wallMs());
    if (taken === undefined) {
      throw new QForgeError('KME_UNAVAILABLE', { kme: this.#parts.network.self, reason: 'there are not enough keys' });
    }
    return { units: taken.map(({ number }) => number), pad: joinPieces(taken.map(bytesOf), keyBytes) };
  }

  /** The key in a parcel; undefined, and nothing taken, if its units are not here. */
  open(pool: LinkPool, unverified: RelayedKey, keyBytes: number): SecretBytes | undefined {
    if (unverified.units.length !== unitsOf(keyBytes)) return undefined;
    const units = pool.takeNamed(unverified.units, this.#parts.clock.wallMs());
    if (units === undefined) return undefined;
    const pad = joinPieces(units.map(bytesOf), keyBytes);
    if (unverified.sealed === undefined) return pad;
    using ownPad = pad;
    return SecretBytes.take(oneTimePad(unverified.sealed, ownPad));
  }
}

/** A link counts as simulated until it has shown otherwise. */
export function isSimulated(pool: LinkPool): boolean {
  return pool.quality?.simulated ?? true;
}

function unitsOf(keyBytes: number): number {
  return Math.ceil(keyBytes / UNIT_BYTES);
}

function bytesOf({ bytes }: { readonly bytes: SecretBytes }): SecretBytes {
  return bytes;
}
