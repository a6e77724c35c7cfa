/** How many connections may be on their way to a channel. */
export interface HalfOpenLimits {
  /** All of them. */
  readonly total: number;
  /** Those of one source. */
  readonly perSource: number;
  /** Those that have sent an opening and were answered, so that they cost keys and memory. */
  readonly begun: number;
  readonly begunPerSource: number;
}

/** A connection that has not become a channel yet. */
export interface HalfOpenEntry {
  readonly source: string | undefined;
  /** Drops the connection to make room for another. */
  giveWay(): void;
}

interface Group<Entry> {
  /** Oldest first. */
  readonly silent: Set<Entry>;
  begun: number;
}

/** What the handshake of an answered connection may take before it can be dropped for another. */
export const BEGUN_GRACE_MS = 1000;

/**
 * Connections on the way to a channel, bounded in all and for each source.
 *
 *     add --> silent --begin--> begun --remove--> (a channel, or gone)
 *
 * When there is no room, the oldest silent connection gives way: whoever means it speaks at once, so the oldest is the likeliest
 * to be there only to take room. One that was answered gives way to another only when it has had its time.
 */
export class HalfOpenTable<Entry extends HalfOpenEntry = HalfOpenEntry> {
  readonly #limits: HalfOpenLimits;
  /** Oldest first. */
  readonly #silent = new Set<Entry>();
  /** With the time when it began; oldest first. */
  readonly #begun = new Map<Entry, number>();
  readonly #groups = new Map<string, Group<Entry>>();

  constructor(limits: HalfOpenLimits) {
    this.#limits = limits;
  }

  /** Connections in the table. */
  get size(): number {
    return this.#silent.size + this.#begun.size;
  }

  /** Those that were answered. */
  get begun(): number {
    return this.#begun.size;
  }

  /** Sources that have connections in the table. */
  get sources(): number {
    return this.#groups.size;
  }

  /** The silent connection that has waited longest. */
  get oldestSilent(): Entry | undefined {
    const [oldest] = this.#silent;
    return oldest;
  }

  /** Takes a connection in, at the cost of an older one where it must be. False: there is no room. */
  add(entry: Entry): boolean {
    const { total, perSource } = this.#limits;
    const group = this.#groupOf(entry);
    const alike = group === undefined ? 0 : group.silent.size + group.begun;
    if (alike >= perSource && !this.#dropOldest(group?.silent)) return false;
    if (this.size >= total && !this.#dropOldest(this.#silent)) return false;
    this.#silent.add(entry);
    this.#joinGroup(entry).silent.add(entry);
    return true;
  }

  /** An opening is about to be answered, at a monotonic time. False: too many are. */
  begin(entry: Entry, nowMs: number): boolean {
    const { begun, begunPerSource } = this.#limits;
    if (!this.#silent.has(entry) || (this.#groupOf(entry)?.begun ?? 0) >= begunPerSource) return false;
    if (this.#begun.size >= begun && !this.#dropOverdue(nowMs)) return false;
    this.#silent.delete(entry);
    this.#begun.set(entry, nowMs);
    const group = this.#joinGroup(entry);
    group.silent.delete(entry);
    group.begun += 1;
    return true;
  }

  /** The connection is gone, or a channel. */
  remove(entry: Entry): void {
    const group = this.#groupOf(entry);
    group?.silent.delete(entry);
    this.#silent.delete(entry);
    if (this.#begun.delete(entry) && group !== undefined) group.begun -= 1;
    if (entry.source !== undefined && group?.silent.size === 0 && group.begun === 0) this.#groups.delete(entry.source);
  }

  #groupOf({ source }: Entry): Group<Entry> | undefined {
    return source === undefined ? undefined : this.#groups.get(source);
  }

  /** The group of an entry's source; one of its own where sources can't be told apart. */
  #joinGroup(entry: Entry): Group<Entry> {
    const group = this.#groupOf(entry) ?? { silent: new Set(), begun: 0 };
    if (entry.source !== undefined) this.#groups.set(entry.source, group);
    return group;
  }

  #dropOldest(silent: ReadonlySet<Entry> | undefined): boolean {
    const [oldest] = silent ?? [];
    return oldest !== undefined && this.#drop(oldest);
  }

  #dropOverdue(nowMs: number): boolean {
    const [oldest] = this.#begun;
    return oldest !== undefined && nowMs - oldest[1] >= BEGUN_GRACE_MS && this.#drop(oldest[0]);
  }

  #drop(entry: Entry): true {
    this.remove(entry);
    entry.giveWay();
    return true;
  }
}
