import { QForgeError } from '../../base/index.ts';
import type { KeyLedger } from './key-ledger.ts';
import type { KmeParts } from './kme-parts.ts';
import type { LinkPool } from './link-pool.ts';
import { isSimulated, type LinkPools } from './link-pools.ts';
import { oneTimePad } from './one-time-pad.ts';
import type { PoolWatch } from './pool-watch.ts';
import type { RelayAnswer, RelayMessage } from './relay-message.ts';

/** Takes keys that come over a link: stores those for SAEs of this key manager, and sends the others on. spec/kme §4 */
export class RelayStation {
  readonly #parts: KmeParts;
  readonly #pools: LinkPools;
  readonly #ledger: KeyLedger;
  readonly #watch: PoolWatch;

  constructor(parts: KmeParts, pools: LinkPools, ledger: KeyLedger, watch: PoolWatch) {
    this.#parts = parts;
    this.#pools = pools;
    this.#ledger = ledger;
    this.#watch = watch;
  }

  /** Throws `KME_REQUEST_REJECTED` for what makes no sense here, and what the next key manager on the way throws. */
  async take(from: string, message: RelayMessage): Promise<RelayAnswer> {
    const { network } = this.#parts;
    if (network.serves(message.master)) throw this.#rejected('master_SAE_ID is served here and not by the sender');
    const incoming = this.#pools.of(from);
    if (message.targetKme === network.self) return this.#store(incoming, message);
    const hop = network.nextHop(message.targetKme);
    if (hop === undefined || hop === from || message.hopsLeft === 0) {
      throw this.#rejected('there is no way to target_KME_ID from here');
    }
    return this.#passOn(incoming, this.#pools.of(hop), message);
  }

  /** Keys that have arrived: those whose units are all here. */
  #store(incoming: LinkPool, message: RelayMessage): RelayAnswer {
    const { master, recipients, keys, keyBytes } = message;
    if (!recipients.every((sae) => this.#parts.network.serves(sae))) throw this.#rejected('a slave SAE is not known');
    const simulated = message.simulated || isSimulated(incoming);
    const expiresAtMs = this.#parts.clock.wallMs() + this.#parts.settings.keyLifetimeMs;
    const accepted = this.#parts.database.transaction(() =>
      keys.filter((relayed) => {
        using key = this.#ledger.knows(relayed.keyId) ? undefined : this.#pools.open(incoming, relayed, keyBytes);
        if (key === undefined) return false;
        this.#ledger.add({ keyId: relayed.keyId, master, key, simulated }, recipients, expiresAtMs);
        return true;
      }),
    );
    this.#watch.audit('keys assigned', { master, keys: accepted.length, from: incoming.peer });
    return { accepted: accepted.map(({ keyId }) => keyId), simulated };
  }

  /** Keys on their way: opened with the pad of one link, sealed with that of the next. */
  async #passOn(incoming: LinkPool, outgoing: LinkPool, message: RelayMessage): Promise<RelayAnswer> {
    this.#pools.neighbourOf(outgoing).requireReachable?.();
    const keys = this.#parts.database.transaction(() =>
      message.keys.flatMap((relayed) => {
        using key = this.#pools.open(incoming, relayed, message.keyBytes);
        if (key === undefined) return [];
        const { units, pad } = this.#pools.takePad(outgoing, message.keyBytes);
        using ownPad = pad;
        return [{ keyId: relayed.keyId, units, sealed: oneTimePad(key.expose(), ownPad) }];
      }),
    );
    this.#watch.audit('keys relayed', { from: incoming.peer, to: outgoing.peer, keys: keys.length });
    const simulated = message.simulated || isSimulated(incoming) || isSimulated(outgoing);
    if (keys.length === 0) return { accepted: [], simulated };
    const onward = { ...message, hopsLeft: message.hopsLeft - 1, simulated, keys };
    return this.#pools.neighbourOf(outgoing).relay(onward);
  }

  #rejected(reason: string): QForgeError<'KME_REQUEST_REJECTED'> {
    return new QForgeError('KME_REQUEST_REJECTED', { kme: this.#parts.network.self, reason });
  }
}
