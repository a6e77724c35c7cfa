import { QForgeError } from '../base/index.ts';
import { MAX_TUNNEL_RULES, type PeerRecord, type TunnelRuleKind } from './peer-record.ts';

/** The most peers a list holds. */
export const MAX_PEERS = 10_000;

/** An unchanging list of peers in which names, whatever their case, and PeerIds are unique; changes make new lists. */
export class PeerList {
  readonly records: readonly PeerRecord[];
  readonly #byName = new Map<string, PeerRecord>();
  readonly #byPeerId = new Map<string, PeerRecord>();

  /** Throws `PEER_EXISTS` for the first duplicate, and `ARGUMENT_INVALID` for too many. */
  constructor(records: readonly PeerRecord[] = []) {
    if (records.length > MAX_PEERS) {
      throw new QForgeError('ARGUMENT_INVALID', {
        argument: 'The list of peers',
        reason: `it holds ${MAX_PEERS} at most`,
      });
    }
    for (const record of records) this.#index(record);
    this.records = records;
  }

  find(nameOrPeerId: string): PeerRecord | undefined {
    return this.#byPeerId.get(nameOrPeerId) ?? this.#byName.get(nameOrPeerId.toLowerCase());
  }

  /** Throws `PEER_EXISTS` if the name or the PeerId is taken. */
  with(record: PeerRecord): PeerList {
    return new PeerList([...this.records, record]);
  }

  /** Throws `PEER_UNKNOWN`. */
  withTrust(nameOrPeerId: string, trusted: boolean): PeerList {
    const found = this.#known(nameOrPeerId);
    // Whoever says so now has compared the PeerId, or has withdrawn what the first use gave.
    const changed = { ...found, trusted, firstUse: false };
    return new PeerList(this.records.map((record) => (record === found ? changed : record)));
  }

  /** Adds a rule for tunnels, once. Throws `PEER_UNKNOWN`, and `ARGUMENT_INVALID` for too many. */
  withRule(nameOrPeerId: string, kind: TunnelRuleKind, rule: string): PeerList {
    return this.#withRules(nameOrPeerId, kind, (rules) => [...rules.filter((other) => other !== rule), rule]);
  }

  /** Takes a rule for tunnels away. Throws `PEER_UNKNOWN`, and `ARGUMENT_INVALID` if there is no such rule. */
  withoutRule(nameOrPeerId: string, kind: TunnelRuleKind, rule: string): PeerList {
    return this.#withRules(nameOrPeerId, kind, (rules) => {
      if (!rules.includes(rule)) throw invalidRule(`there is none like "${rule}"`);
      return rules.filter((other) => other !== rule);
    });
  }

  /** Throws `PEER_UNKNOWN`. */
  without(nameOrPeerId: string): PeerList {
    const found = this.#known(nameOrPeerId);
    return new PeerList(this.records.filter((record) => record !== found));
  }

  #withRules(
    nameOrPeerId: string,
    kind: TunnelRuleKind,
    change: (rules: readonly string[]) => readonly string[],
  ): PeerList {
    const found = this.#known(nameOrPeerId);
    const before = found.tunnel ?? { connect: [], bind: [] };
    const tunnel = { ...before, [kind]: change(before[kind]) };
    if (tunnel[kind].length > MAX_TUNNEL_RULES) throw invalidRule(`a peer has ${MAX_TUNNEL_RULES} at most`);
    return new PeerList(this.records.map((record) => (record === found ? { ...found, tunnel } : record)));
  }

  #known(nameOrPeerId: string): PeerRecord {
    const record = this.find(nameOrPeerId);
    if (record === undefined) throw new QForgeError('PEER_UNKNOWN', { peer: nameOrPeerId });
    return record;
  }

  #index(record: PeerRecord): void {
    const name = record.name.toLowerCase();
    if (this.#byName.has(name)) throw new QForgeError('PEER_EXISTS', { peer: record.name });
    if (this.#byPeerId.has(record.peerId)) throw new QForgeError('PEER_EXISTS', { peer: record.peerId });
    this.#byName.set(name, record);
    this.#byPeerId.set(record.peerId, record);
  }
}

function invalidRule(reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: 'The rule', reason });
}
