import { dirname } from 'node:path';
import { type Clock, QForgeError, systemClock } from '../base/index.ts';
import { parseAddressPattern } from '../network/index.ts';
import { LockFile } from './lock-file.ts';
import { PeerList } from './peer-list.ts';
import { type NewPeer, type PeerRecord, peerRecordOf, type TunnelRuleKind } from './peer-record.ts';
import { makePrivateFolder } from './private-folder.ts';
import type * as trustFile from './trust-file.ts';

/** Loaded when a list in a file is first used: its schema library takes megabytes, and a list in memory needs none. */
function trustFiles(): Promise<typeof trustFile> {
  return import('./trust-file.ts');
}

/** How long a change waits by default for other processes: theirs take milliseconds. */
const LOCK_TIMEOUT_MS = 10_000;

/** What a list of peers is opened with. */
export interface TrustStoreOptions {
  readonly clock?: Clock;
  /** How long a change waits for other processes that are changing the file. Default: 10 s. */
  readonly lockTimeoutMs?: number;
}

/**
 * Whom this device knows and trusts, by name and PeerId; in memory, or in a file that several processes may share.
 *
 * A change reads the file again under a lock, so that no process undoes what another has done, and is durable when its
 * promise resolves. Look-ups answer from memory; `refresh` takes in what other processes have changed.
 */
export class TrustStore {
  readonly #clock: Clock;
  readonly #lockTimeoutMs: number;
  readonly #path: string | undefined;
  #peers: PeerList;
  /** State of the file that `#peers` was read from; undefined if there was none yet. */
  #stamp: string | undefined;
  #lastChange: Promise<void> = Promise.resolve();

  private constructor(options: TrustStoreOptions, path?: string, peers = new PeerList(), stamp?: string) {
    this.#clock = options.clock ?? systemClock;
    this.#lockTimeoutMs = options.lockTimeoutMs ?? LOCK_TIMEOUT_MS;
    this.#path = path;
    this.#peers = peers;
    this.#stamp = stamp;
  }

  /** The list in a file; an empty one if there is no such file yet. Throws `TRUST_STORE_DAMAGED` and `FILE_UNREADABLE`. */
  static async open(path: string, options: TrustStoreOptions = {}): Promise<TrustStore> {
    const file = await (await trustFiles()).readTrustFile(path);
    return new TrustStore(options, path, file?.peers, file?.stamp);
  }

  /** A list that ends with the process. */
  static inMemory(options: Pick<TrustStoreOptions, 'clock'> = {}): TrustStore {
    return new TrustStore(options);
  }

  /** All peers, in the order in which they were added. */
  list(): readonly PeerRecord[] {
    return this.#peers.records;
  }

  /** The peer of a name, whatever its case, or of a PeerId. */
  find(nameOrPeerId: string): PeerRecord | undefined {
    return this.#peers.find(nameOrPeerId);
  }

  /** Whether the peer of this PeerId is known and trusted. */
  isTrusted(peerId: string): boolean {
    const record = this.#peers.find(peerId);
    return record?.peerId === peerId && record.trusted;
  }

  /**
   * Adds a peer; not trusted unless the caller says so.
   *
   * Throws `PEER_EXISTS`, `ARGUMENT_INVALID`, `PEER_ID_INVALID`, `ADDRESS_INVALID`; as every change, also
   * `TRUST_STORE_DAMAGED`, `DISK_FULL`, `FILE_UNWRITABLE`, and `FILE_BUSY` if another process never lets go.
   */
  async add(peer: NewPeer): Promise<void> {
    const record = peerRecordOf(peer, this.#clock.wallMs());
    await this.#change((peers) => peers.with(record));
  }

  /** Trusts a peer, or stops to. Throws `PEER_UNKNOWN`, and what every change throws. */
  async trust(nameOrPeerId: string, trusted = true): Promise<void> {
    await this.#change((peers) => peers.withTrust(nameOrPeerId, trusted));
  }

  /**
   * Allows a peer something through a tunnel: to have an address dialled here, or to have this device listen on one. spec/tunnel §5
   *
   * Throws `PEER_UNKNOWN`, `ADDRESS_INVALID`, `ARGUMENT_INVALID`, and what every change throws.
   */
  async allow(nameOrPeerId: string, kind: TunnelRuleKind, rule: string): Promise<void> {
    parseAddressPattern(rule);
    await this.#change((peers) => peers.withRule(nameOrPeerId, kind, rule));
  }

  /** Takes a rule away again. Throws `PEER_UNKNOWN`, `ARGUMENT_INVALID` if there is none like it, and what every change throws. */
  async disallow(nameOrPeerId: string, kind: TunnelRuleKind, rule: string): Promise<void> {
    await this.#change((peers) => peers.withoutRule(nameOrPeerId, kind, rule));
  }

  /** Forgets a peer. Throws `PEER_UNKNOWN`, and what every change throws. */
  async remove(nameOrPeerId: string): Promise<void> {
    await this.#change((peers) => peers.without(nameOrPeerId));
  }

  /** Takes in what other processes have changed; costs one look at the file if nothing has. Throws as `open` does. */
  async refresh(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    await this.#inTurn(async () => {
      if ((await (await trustFiles()).trustFileStamp(path)) !== this.#stamp) await this.#read(path);
    });
  }

  async #change(change: (peers: PeerList) => PeerList): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#path === undefined) this.#peers = change(this.#peers);
      else await this.#changeFile(this.#path, change);
    });
  }

  async #changeFile(path: string, change: (peers: PeerList) => PeerList): Promise<void> {
    await makePrivateFolder(dirname(path));
    await using _lock = await LockFile.acquire(`${path}.lock`, this.#lockTimeoutMs);
    await this.#read(path);
    const changed = change(this.#peers);
    await (await trustFiles()).writeTrustFile(path, changed);
    this.#peers = changed;
    this.#stamp = await (await trustFiles()).trustFileStamp(path);
  }

  async #read(path: string): Promise<void> {
    const file = await (await trustFiles()).readTrustFile(path);
    if (file === undefined && this.#stamp !== undefined) {
      throw new QForgeError('TRUST_STORE_DAMAGED', { path, reason: 'it was there before and is gone' });
    }
    this.#peers = file?.peers ?? new PeerList();
    this.#stamp = file?.stamp;
  }

  /** One at a time; a failure is its caller's alone. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(work);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }
}
