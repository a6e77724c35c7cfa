import { QForgeError } from '../../base/index.ts';

/** Who is where, as one key manager knows it. */
export interface KmeNetworkMap {
  readonly self: string;
  /** The key manager of every SAE, by SAE. */
  readonly saes: ReadonlyMap<string, string>;
  /** The neighbour that a key for another key manager goes to first, by key manager; neighbours need no entry. */
  readonly routes: ReadonlyMap<string, string>;
  /** Key managers at the other end of a link. */
  readonly neighbours: readonly string[];
}

/** A SAE and the way to its key manager. */
export interface SaeLocation {
  readonly kme: string;
  /** The neighbour at the other end of the first link; undefined if the SAE is served right here. */
  readonly nextHop: string | undefined;
}

/** Tells where SAEs are and which link leads there. */
export class KmeNetwork {
  readonly self: string;
  readonly #map: KmeNetworkMap;

  /** Throws `ARGUMENT_INVALID` if a route leads to somebody who is no neighbour, or a SAE has no way to it. */
  constructor(map: KmeNetworkMap) {
    this.self = map.self;
    this.#map = map;
    for (const [target, hop] of map.routes) {
      if (!map.neighbours.includes(hop))
        throw invalid(`the route to ${target} leads over ${hop}, which is no neighbour`);
    }
    for (const [sae, kme] of map.saes) {
      if (kme !== map.self && this.nextHop(kme) === undefined) throw invalid(`there is no route to ${kme} of ${sae}`);
    }
  }

  /** Where a SAE is; undefined if nobody has heard of it. */
  locate(sae: string): SaeLocation | undefined {
    const kme = this.#map.saes.get(sae);
    if (kme === undefined) return undefined;
    return { kme, nextHop: kme === this.self ? undefined : this.nextHop(kme) };
  }

  /** Whether this key manager serves the SAE itself. */
  serves(sae: string): boolean {
    return this.#map.saes.get(sae) === this.self;
  }

  /** The neighbour that leads to a key manager; undefined if none does. */
  nextHop(kme: string): string | undefined {
    return this.#map.neighbours.includes(kme) ? kme : this.#map.routes.get(kme);
  }
}

function invalid(reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: 'the map of key managers', reason });
}
