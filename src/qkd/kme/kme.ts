import { QForgeError } from '../../base/index.ts';
import { ETSI_MESSAGES } from '../etsi/etsi-messages.ts';
import type { KeyContainer } from '../etsi/key-container.ts';
import type { KeyRequest } from '../etsi/key-request.ts';
import type { KeyStatus } from '../etsi/key-status.ts';
import { KeyAssigner } from './key-assigner.ts';
import { KeyLedger } from './key-ledger.ts';
import { KeyStreams } from './key-streams.ts';
import { type KeyWish, keyWishOf } from './key-wish.ts';
import {
  DEFAULT_KEY_BITS,
  MAX_ADDITIONAL_SAES,
  MAX_KEY_BITS,
  MAX_KEYS_PER_REQUEST,
  MIN_KEY_BITS,
} from './kme-limits.ts';
import type { HandedBlock, KmeParts } from './kme-parts.ts';
import { isSimulated, LinkPools } from './link-pools.ts';
import { PoolWatch } from './pool-watch.ts';
import type { RelayAnswer, RelayMessage } from './relay-message.ts';
import { RelayStation } from './relay-station.ts';

/**
 * A key management entity: keeps the keys of its links, assigns them to pairs of SAEs, and hands each out once.
 *
 * What leaves here has left the database before. spec/kme §3
 */
export class Kme {
  readonly id: string;
  /** Its key streams. */
  readonly streams: KeyStreams;
  readonly #parts: KmeParts;
  readonly #ledger: KeyLedger;
  readonly #pools: LinkPools;
  readonly #watch: PoolWatch;
  readonly #assigner: KeyAssigner;
  readonly #station: RelayStation;

  constructor(parts: KmeParts) {
    this.id = parts.network.self;
    this.#parts = parts;
    this.#ledger = new KeyLedger(parts.database, this.id);
    this.#pools = new LinkPools(parts);
    this.#watch = new PoolWatch(this.id, parts);
    this.#assigner = new KeyAssigner(parts, this.#pools, this.#ledger, this.#watch);
    this.streams = new KeyStreams(parts, this.#pools, this.#ledger, this.#assigner, this.#watch);
    this.#station = new RelayStation(parts, this.#pools, this.#ledger, this.#watch);
  }

  /** What a master SAE may know of the keys for a slave SAE. ETSI GS QKD 014 §5.2. Throws `KME_REQUEST_REJECTED`. */
  status(master: string, slave: string): KeyStatus {
    const location = this.#parts.network.locate(slave);
    if (location?.nextHop === undefined || slave === master) throw this.#rejected('slave_SAE_ID is not known');
    const pool = this.#pools.of(location.nextHop);
    const { maxKeyCount, lowWatermark } = this.#parts.settings;
    const { quality } = pool;
    return {
      sourceKme: this.id,
      targetKme: location.kme,
      masterSae: master,
      slaveSae: slave,
      keySize: DEFAULT_KEY_BITS,
      // A block may overfill the pool a little; real clients refuse a status that says so.
      storedKeyCount: Math.min(pool.storedUnits(this.#now()), maxKeyCount),
      maxKeyCount,
      maxKeyPerRequest: MAX_KEYS_PER_REQUEST,
      maxKeySize: MAX_KEY_BITS,
      minKeySize: MIN_KEY_BITS,
      maxSaeIdCount: MAX_ADDITIONAL_SAES,
      link: quality && {
        simulated: quality.simulated,
        qber: quality.qber,
        secretKeyRate: quality.keyRate,
        lowWatermark,
        // The length of a part would be taken for that of the whole.
        ...(location.kme === location.nextHop && quality.fibre !== undefined ? { fibre: quality.fibre } : {}),
      },
    };
  }

  /**
   * Fresh keys for a master SAE, which its slaves can get elsewhere from now on. ETSI GS QKD 014 §5.3
   *
   * Throws `KME_REQUEST_REJECTED`, and `KME_UNAVAILABLE` when there are not enough keys or a neighbour does not answer:
   * what was taken by then is lost.
   */
  async encKeys(master: string, slave: string, request: KeyRequest): Promise<KeyContainer> {
    const wish = keyWishOf(master, slave, request, this.#parts.network);
    if (wish.hardwareOnly) this.#requireHardware(wish);
    const { accepted, simulated } = await this.#assigner.assign(wish);
    const container = this.#collect('master', accepted, master, master);
    return { ...container, simulated: container.simulated === true || simulated, notice: wish.notice };
  }

  /** Keys that a master SAE has named to a slave SAE. ETSI GS QKD 014 §5.4. Throws as {@link KeyLedger.collect}. */
  decKeys(slave: string, master: string, keyIds: readonly string[]): KeyContainer {
    if (slave === master) throw this.#rejected('master_SAE_ID is that of the caller');
    if (keyIds.length > MAX_KEYS_PER_REQUEST) throw this.#rejected(`key_IDs shall be at most ${MAX_KEYS_PER_REQUEST}`);
    return this.#collect('slave', keyIds, slave, master);
  }

  /** Takes keys from a neighbour. Throws as {@link RelayStation.take}. */
  takeRelayed(from: string, message: RelayMessage): Promise<RelayAnswer> {
    return this.#station.take(from, message);
  }

  /** Whether a link may make more key. */
  hasRoom(peer: string): boolean {
    return this.#pools.of(peer).storedUnits(this.#now()) < this.#parts.settings.maxKeyCount;
  }

  /** The number from which on this end holds nothing of a link. */
  nextUnit(peer: string): number {
    return this.#pools.of(peer).nextUnit;
  }

  /** Stores the own half of a block under numbers that the other end has given it. */
  deposit(peer: string, firstUnit: number, { key, quality }: Pick<HandedBlock, 'key' | 'quality'>): void {
    const pool = this.#pools.of(peer);
    const now = this.#now();
    this.#parts.database.transaction(() => pool.deposit({ firstUnit, key: key.expose(), quality }, now));
    this.#watch.noteBlock(pool, now);
  }

  /** Stores the half of a block that a neighbour hands over; gives its first number. Throws `KME_UNAVAILABLE` when full. */
  takeHandedOver(peer: string, { voidFrom, key, quality }: HandedBlock): number {
    const pool = this.#pools.of(peer);
    const now = this.#now();
    if (!this.hasRoom(peer)) {
      throw new QForgeError('KME_UNAVAILABLE', { kme: this.id, reason: 'the pool of the link is full' });
    }
    const firstUnit = Math.max(pool.nextUnit, voidFrom);
    this.#parts.database.transaction(() => {
      pool.dropFrom(voidFrom);
      pool.deposit({ firstUnit, key: key.expose(), quality }, now);
    });
    this.#watch.noteBlock(pool, now);
    return firstUnit;
  }

  /** Erases what has expired. */
  sweep(): void {
    const now = this.#now();
    const keys = this.#parts.database.transaction(() => {
      for (const pool of this.#pools.all) pool.expire(now);
      return this.#ledger.sweep(now, now - this.#parts.settings.tombstoneMs);
    });
    this.streams.sweep();
    for (const pool of this.#pools.all) this.#watch.noteStored(pool, now);
    if (keys > 0) this.#watch.audit('keys expired', { keys });
  }

  #collect(role: 'master' | 'slave', keyIds: readonly string[], recipient: string, master: string): KeyContainer {
    const keys = this.#parts.database.transaction(() => this.#ledger.collect(keyIds, recipient, master, this.#now()));
    this.#watch.noteDelivered(role, recipient, keyIds);
    return { keys, simulated: keys.some((key) => key.simulated) };
  }

  /** Over several links nobody here can tell what the others are made of. */
  #requireHardware(wish: KeyWish): void {
    const targets = [...wish.recipients.keys()].filter((kme) => kme !== this.id);
    const isSure = targets.every((kme) => {
      const pool = this.#pools.towards(kme);
      return pool.peer === kme && !isSimulated(pool);
    });
    if (!isSure) throw this.#rejected(ETSI_MESSAGES.mandatoryUnmet);
  }

  #now(): number {
    return this.#parts.clock.wallMs();
  }

  #rejected(reason: string): QForgeError<'KME_REQUEST_REJECTED'> {
    return new QForgeError('KME_REQUEST_REJECTED', { kme: this.id, reason });
  }
}
