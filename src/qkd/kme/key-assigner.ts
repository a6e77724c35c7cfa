import { randomUUID } from 'node:crypto';
import { defined, QForgeError, type SecretBytes } from '../../base/index.ts';
import type { KeyLedger } from './key-ledger.ts';
import type { KeyWish } from './key-wish.ts';
import type { KmeParts } from './kme-parts.ts';
import { isSimulated, type LinkPools } from './link-pools.ts';
import { oneTimePad } from './one-time-pad.ts';
import type { PoolWatch } from './pool-watch.ts';
import { MAX_HOPS, type RelayAnswer, type RelayedKey } from './relay-message.ts';

/** How often a request takes fresh units for keys that the other end could not store. */
const MAX_ROUNDS = 3;

/** A new key, with what goes over the first link to each key manager. */
interface AssignedKey {
  readonly keyId: string;
  readonly parcels: ReadonlyMap<string, RelayedKey>;
}

/** Assigns keys to a master SAE and its slaves: takes them from the pools, enters them, sends them to their targets. */
export class KeyAssigner {
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

  /**
   * Assigns as many keys as are wished; they wait for their recipients then, the master among them.
   *
   * Throws `KME_UNAVAILABLE`; keys that were on their way by then are void.
   */
  async assign(wish: KeyWish): Promise<RelayAnswer> {
    const accepted: string[] = [];
    let simulated = false;
    for (let round = 0; round < MAX_ROUNDS && accepted.length < wish.number; round += 1) {
      const answer = await this.#assignOnce({ ...wish, number: wish.number - accepted.length });
      accepted.push(...answer.accepted);
      simulated ||= answer.simulated;
    }
    if (accepted.length === wish.number) return { accepted, simulated };
    this.#void(accepted);
    throw this.#unavailable('the other end of the link lacks the keys of this one');
  }

  async #assignOnce(wish: KeyWish): Promise<RelayAnswer> {
    this.#requireReachable(wish);
    const assigned = this.#parts.database.transaction(() =>
      Array.from({ length: wish.number }, () => this.#makeKey(wish)),
    );
    for (const pool of this.#pools.all) this.#watch.noteStored(pool, this.#parts.clock.wallMs());
    const keyIds = assigned.map(({ keyId }) => keyId);
    try {
      const answers = await Promise.all(this.#targetsOf(wish).map((kme) => this.#send(wish, kme, assigned)));
      const accepted = keyIds.filter((keyId) => answers.every((answer) => answer.accepted.includes(keyId)));
      this.#void(keyIds.filter((keyId) => !accepted.includes(keyId)));
      return { accepted, simulated: answers.some((answer) => answer.simulated) };
    } catch (error) {
      this.#void(keyIds);
      throw this.#unavailable('a key manager on the way does not answer as it should', error);
    }
  }

  /** No unit is taken for a neighbour that would not get it. */
  #requireReachable(wish: KeyWish): void {
    try {
      for (const kme of this.#targetsOf(wish)) this.#pools.neighbourOf(this.#pools.towards(kme)).requireReachable?.();
    } catch (error) {
      throw this.#unavailable('a key manager on the way does not answer', error);
    }
  }

  /** The first target's units are the key itself; for each other target it is sealed with units of the way there. */
  #makeKey(wish: KeyWish): AssignedKey {
    const keyId = randomUUID();
    const { master, keyBytes } = wish;
    const parcels = new Map<string, RelayedKey>();
    let key: SecretBytes | undefined;
    for (const kme of this.#targetsOf(wish)) {
      const { units, pad } = this.#pools.takePad(this.#pools.towards(kme), keyBytes);
      parcels.set(kme, { keyId, units, sealed: key && oneTimePad(key.expose(), pad) });
      if (key === undefined) key = pad;
      else pad.wipe();
    }
    using secret = defined(key, 'a target beyond this key manager');
    const recipients = [master, ...(wish.recipients.get(this.#parts.network.self) ?? [])];
    const simulated = this.#targetsOf(wish).some((kme) => isSimulated(this.#pools.towards(kme)));
    const expiresAtMs = this.#parts.clock.wallMs() + this.#parts.settings.keyLifetimeMs;
    this.#ledger.add({ keyId, master, key: secret, simulated }, recipients, expiresAtMs);
    return { keyId, parcels };
  }

  #send(wish: KeyWish, kme: string, assigned: readonly AssignedKey[]): Promise<RelayAnswer> {
    const pool = this.#pools.towards(kme);
    return this.#pools.neighbourOf(pool).relay({
      master: wish.master,
      targetKme: kme,
      recipients: wish.recipients.get(kme) ?? [],
      keyBytes: wish.keyBytes,
      simulated: isSimulated(pool),
      hopsLeft: MAX_HOPS - 1,
      keys: assigned.map(({ parcels }) => defined(parcels.get(kme), 'a parcel for each target')),
    });
  }

  /** The key managers beyond this one that have recipients. */
  #targetsOf(wish: KeyWish): readonly string[] {
    return [...wish.recipients.keys()].filter((kme) => kme !== this.#parts.network.self);
  }

  #void(keyIds: readonly string[]): void {
    if (keyIds.length === 0) return;
    this.#parts.database.transaction(() => keyIds.forEach((keyId) => this.#ledger.void(keyId)));
    this.#watch.audit('keys void', { keys: keyIds.length });
  }

  #unavailable(reason: string, cause?: unknown): QForgeError<'KME_UNAVAILABLE'> {
    return new QForgeError('KME_UNAVAILABLE', { kme: this.#parts.network.self, reason }, { cause });
  }
}
