import { defined, type Logger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { validatorIdOf } from '../../../src/consensus/index.ts';
import { nativeBackend, type SigningKey } from '../../../src/crypto/index.ts';
import { MemoryTileStore, NoteSigner, NoteVerifier } from '../../../src/tlog/index.ts';
import { DecisionLog, logOrigin } from '../../../src/validator/log/decision-log.ts';
import { BallotDesk } from '../../../src/validator/node/ballot-desk.ts';
import type { NodeRoster } from '../../../src/validator/node/node-roster.ts';
import type { NodeTimes } from '../../../src/validator/node/node-times.ts';
import type { PeerLinks } from '../../../src/validator/node/peer-links.ts';
import { ValidatorNode } from '../../../src/validator/node/validator-node.ts';
import { approvingPolicy, type VotePolicy } from '../../../src/validator/node/vote-policy.ts';
import { openStorage, type ValidatorStorage } from '../../../src/validator/setup/validator-storage.ts';
import { type Fixture, fixtureOf } from '../consensus-fixture.ts';
import { FaultyMedium } from '../faulty-medium.ts';
import { openRoster } from './open-roster.ts';

const TIMES: NodeTimes = {
  timeouts: { baseMs: { propose: 300, prevote: 150, precommit: 150 }, growthMs: 100 },
  relayMs: 20,
  repeatMs: 100,
  fetchMs: 50,
  gatherMs: 50,
  tickMs: 100,
  foldMs: 5,
};

/** The disk of one validator. */
export interface NodeDisk {
  readonly votes: FaultyMedium;
  readonly decisions: FaultyMedium;
  readonly ballots: FaultyMedium;
  readonly log: MemoryTileStore;
  readonly evidence: Map<string, Uint8Array>;
}

/** One validator of a network in memory. */
export interface NetworkNode {
  readonly node: ValidatorNode;
  readonly storage: ValidatorStorage;
  readonly log: DecisionLog;
  readonly failures: unknown[];
}

/** A validator that runs elsewhere. */
export type Guest = Pick<ValidatorNode, 'receive' | 'peerJoined' | 'stop'>;

/** Validators in this process, with disks that outlive them, and links that can be cut. Peers are named by their seats. */
export class NodeNetwork {
  readonly fixture: Fixture;
  readonly disks: readonly NodeDisk[];
  readonly witnessKeys: readonly SigningKey[];
  readonly #witnesses: readonly NoteSigner[];
  readonly #running = new Map<string, NetworkNode>();
  readonly #guests = new Map<string, Guest>();
  readonly #cut = new Set<string>();
  /** May change a message on its way, or hold it back by undefined. */
  intercept: (from: string, to: string, message: Uint8Array) => Uint8Array | undefined = (_from, _to, message) =>
    message;
  policy: VotePolicy = approvingPolicy;
  times: NodeTimes = TIMES;
  roster: NodeRoster = openRoster;
  logger: Logger = { log: () => undefined };

  constructor(count = 4) {
    this.fixture = fixtureOf(count);
    this.disks = Array.from({ length: count }, () => emptyDisk());
    const witness = nativeBackend.signature('ML-DSA-44');
    this.witnessKeys = this.fixture.keys.map(() => witness.generate());
    this.#witnesses = this.fixture.keys.map((key, seat) => {
      const name = validatorIdOf(key, nativeBackend);
      return new NoteSigner(nativeBackend, name, 'ml-dsa-44-cosignature', defined(this.witnessKeys[seat], 'a key'));
    });
  }

  /** The verifiers of all witnesses. */
  get witnesses(): readonly NoteVerifier[] {
    return this.#witnesses.map(({ key }) => new NoteVerifier(nativeBackend, key));
  }

  at(seat: number): NetworkNode {
    const node = this.#running.get(String(seat));
    if (node === undefined) throw new RangeError(`validator ${seat} does not run`);
    return node;
  }

  get seats(): readonly number[] {
    return [...this.#running.keys()].map(Number);
  }

  /** Starts a validator on its disk, and lets it meet the others. */
  async start(seat: number): Promise<NetworkNode> {
    const disk = this.disks[seat] ?? emptyDisk();
    const [voteKey, signer] = [this.fixture.keys[seat], this.#witnesses[seat]];
    if (voteKey === undefined || signer === undefined) throw new RangeError(`no seat ${seat}`);
    const { genesis } = this.fixture;
    const owner = { genesis, validatorId: validatorIdOf(voteKey, nativeBackend) };
    const storage = await openStorage(disk, owner, nativeBackend);
    const origin = logOrigin(genesis.chainId);
    const { witnesses } = this;
    const options = {
      backend: nativeBackend,
      store: disk.log,
      origin,
      signer,
      cosignersOf: () => ({ witnesses, quorum: genesis.set.quorum }),
    };
    const log = await DecisionLog.open(options);
    const failures: unknown[] = [];
    const keepEvidence = async (name: string, bytes: Uint8Array): Promise<void> => {
      disk.evidence.set(name, bytes);
      await Promise.resolve();
    };
    const desk = new BallotDesk(
      { backend: nativeBackend, voteKey, journal: storage.ballots, keepEvidence, ...openRoster },
      storage.records,
    );
    const node = new ValidatorNode({
      ...storage,
      backend: nativeBackend,
      clock: systemClock,
      logger: this.logger,
      metrics: silentMetrics,
      voteKey,
      desk,
      log,
      policy: this.policy,
      times: this.times,
      links: this.#linksOf(String(seat)),
      roster: this.roster,
      keepEvidence,
      onRemoved: () => undefined,
      onFailure: (error) => failures.push(error),
    });
    const running = { node, storage, log, failures };
    this.#running.set(String(seat), running);
    node.start(storage.blocks);
    for (const other of this.#names()) this.#meet(String(seat), other);
    return running;
  }

  /** A validator of another process takes a seat, until it leaves. */
  join(seat: number, guest: Guest): void {
    this.#guests.set(String(seat), guest);
    for (const other of this.#names()) this.#meet(String(seat), other);
  }

  leave(seat: number): void {
    this.#guests.delete(String(seat));
  }

  #names(): readonly string[] {
    return [...this.#running.keys(), ...this.#guests.keys()];
  }

  #nodeOf(name: string): Guest | undefined {
    return this.#running.get(name)?.node ?? this.#guests.get(name);
  }

  async startAll(): Promise<void> {
    for (const seat of this.fixture.keys.keys()) await this.start(seat);
  }

  /** The process is gone at once: what was not durable is lost. */
  async kill(seat: number): Promise<void> {
    const running = this.at(seat);
    this.#running.delete(String(seat));
    await running.node.stop();
    const disk = this.disks[seat];
    for (const medium of [disk?.votes, disk?.decisions, disk?.ballots]) medium?.restart('half there');
  }

  /** Cuts the links between two sides. */
  partition(side: readonly number[]): void {
    for (const one of this.fixture.keys.keys()) {
      for (const other of this.fixture.keys.keys()) {
        if (side.includes(one) !== side.includes(other)) this.#cut.add(`${one}-${other}`);
      }
    }
  }

  heal(): void {
    this.#cut.clear();
    for (const one of this.#names()) for (const other of this.#names()) this.#meet(one, other);
  }

  async stop(): Promise<void> {
    for (const { node } of this.#running.values()) await node.stop();
  }

  /** Puts a message into a validator's hands, as from that peer. */
  inject(from: string, to: number, message: Uint8Array): void {
    this.at(to).node.receive(from, message);
  }

  #meet(one: string, other: string): void {
    if (one === other || this.#cut.has(`${one}-${other}`)) return;
    this.#nodeOf(one)?.peerJoined(other);
    this.#nodeOf(other)?.peerJoined(one);
  }

  #linksOf(self: string): PeerLinks {
    return {
      connected: () => this.#names().filter((other) => other !== self && !this.#cut.has(`${self}-${other}`)),
      send: (peer, message) => {
        if (this.#cut.has(`${self}-${peer}`)) return;
        const passed = this.intercept(self, peer, message);
        if (passed === undefined) return;
        setImmediate(() => {
          if (!this.#cut.has(`${self}-${peer}`)) this.#nodeOf(peer)?.receive(self, passed);
        });
      },
    };
  }
}

function emptyDisk(): NodeDisk {
  return {
    votes: new FaultyMedium(),
    decisions: new FaultyMedium(),
    ballots: new FaultyMedium(),
    log: new MemoryTileStore(),
    evidence: new Map(),
  };
}

/** Waits until something holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 30_000,
): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += 10) {
    if (waitedMs > limitMs) throw new RangeError(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
