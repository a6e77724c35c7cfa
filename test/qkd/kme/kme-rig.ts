import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type Clock,
  type LogFields,
  type Logger,
  type MetricsSink,
  QForgeError,
  SecretBytes,
  silentMetrics,
} from '../../../src/base/index.ts';
import type { KeyContainer } from '../../../src/qkd/etsi/key-container.ts';
import type { KeyRequest } from '../../../src/qkd/etsi/key-request.ts';
import { Kme } from '../../../src/qkd/kme/kme.ts';
import { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { defaultKmeSettings, type KmeSettings } from '../../../src/qkd/kme/kme-limits.ts';
import { KmeNetwork } from '../../../src/qkd/kme/kme-network.ts';
import type { HandedBlock, Neighbour } from '../../../src/qkd/kme/kme-parts.ts';
import type { LinkQuality } from '../../../src/qkd/kme/link-pool.ts';
import { PoolKeyFile, type PoolPassphrases } from '../../../src/qkd/kme/pool-key-file.ts';
import type { RelayAnswer, RelayMessage } from '../../../src/qkd/kme/relay-message.ts';
import type { StreamMessage } from '../../../src/qkd/kme/stream-message.ts';

/** A link of the tests: simulated, with figures that are easy to find again. */
export const simulatedLink: LinkQuality = { qber: 0.025, keyRate: 1000, simulated: true };

/** A folder that goes with the test. */
export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-kme-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens the pool of a key manager, whose key file lies beside it. */
export function openPool(path: string, passphrases?: PoolPassphrases, kme = 'kme-a'): Promise<KmeDatabase> {
  return KmeDatabase.open(path, {
    kme,
    keyFile: new PoolKeyFile(`${path}.pool-key`, passphrases),
    wallMs: 1_700_000_000_000,
  });
}

/** A clock whose wall time the test moves. */
export class WallClock implements Clock {
  nowMs = 1_700_000_000_000;

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  schedule(): { cancel(): void } {
    return { cancel: () => undefined };
  }
}

/** A logger that keeps what it is told. */
export class KeptLog implements Logger {
  readonly entries: { readonly level: string; readonly message: string; readonly fields: LogFields }[] = [];

  log(level: string, _category: string, message: string, fields: LogFields = {}): void {
    this.entries.push({ level, message, fields });
  }

  /** Fields of all entries with this message. */
  of(message: string): readonly LogFields[] {
    return this.entries.filter((entry) => entry.message === message).map(({ fields }) => fields);
  }
}

/** Bytes that look random and are the same in every run. */
export function seededBytes(seed: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let offset = 0; offset < length; offset += 32) {
    const piece = createHash('sha256').update(`${seed} ${offset}`).digest();
    bytes.set(piece.subarray(0, Math.min(32, length - offset)), offset);
  }
  return bytes;
}

/** A request for keys with all defaults but those named. */
export function requestFor(changes: Partial<KeyRequest> = {}): KeyRequest {
  return {
    number: 1,
    sizeBits: undefined,
    additionalSlaves: [],
    mandatoryExtensions: [],
    optionalExtensions: [],
    ...changes,
  };
}

/** IDs and keys in hex, to compare. */
export function hexKeys(container: KeyContainer): readonly (readonly [string, string])[] {
  return container.keys.map(({ keyId, key }) => [keyId, Buffer.from(key.expose()).toString('hex')]);
}

/** How a network of the tests is laid out. */
export interface RigPlan {
  /** SAEs of each key manager. */
  readonly saes: Readonly<Record<string, readonly string[]>>;
  /** Which key managers have a link. */
  readonly links: readonly (readonly [string, string])[];
  /** First hops of key managers that are no neighbours: `{ a: { c: 'b' } }`. */
  readonly routes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly settings?: Partial<KmeSettings>;
}

/** A plain pair: alice at kme-a, bob and bea at kme-b. */
export const pairPlan: RigPlan = {
  saes: { 'kme-a': ['alice'], 'kme-b': ['bob', 'bea'] },
  links: [['kme-a', 'kme-b']],
};

/** Key managers in one process, whose links are calls; a test may stand in the way of each. */
export class KmeRig implements Disposable {
  readonly clock = new WallClock();
  readonly log = new KeptLog();
  metrics: MetricsSink = silentMetrics;
  /** What happens to a message on the link to `to`; the default delivers it. */
  onRelay = (_from: string, to: string, message: RelayMessage): Promise<RelayAnswer> =>
    this.kme(to).takeRelayed(_from, message);
  /** What a message of a stream waits for on its way. */
  beforeStream = (_from: string, _message: StreamMessage): Promise<void> => Promise.resolve();
  /** Key managers that their neighbours know not to answer. */
  readonly away = new Set<string>();
  /** All messages that went over links. */
  readonly relayed: RelayMessage[] = [];
  readonly #plan: RigPlan;
  readonly #folder: string;
  readonly #kmes = new Map<string, { readonly kme: Kme; readonly database: KmeDatabase }>();
  #blocks = 0;

  private constructor(plan: RigPlan, folder: string) {
    this.#plan = plan;
    this.#folder = folder;
  }

  /** Opens all key managers of a plan. */
  static async open(t: TestContext, plan: RigPlan = pairPlan): Promise<KmeRig> {
    const rig = new KmeRig(plan, folderOf(t));
    for (const id of Object.keys(plan.saes)) await rig.restart(id);
    t.after(() => rig[Symbol.dispose]());
    return rig;
  }

  kme(id: string): Kme {
    const found = this.#kmes.get(id);
    if (found === undefined) throw new RangeError(`no key manager ${id}`);
    return found.kme;
  }

  /** Where the pool of a key manager is. */
  pathOf(id: string): string {
    return join(this.#folder, `${id}.db`);
  }

  /** Opens a key manager again on what it has on the disk. */
  async restart(id: string): Promise<void> {
    this.#kmes.get(id)?.database[Symbol.dispose]();
    const database = await openPool(this.pathOf(id), {}, id);
    const peers = this.#plan.links.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []));
    const saes = Object.entries(this.#plan.saes).flatMap(([kme, names]) => names.map((sae) => [sae, kme] as const));
    const network = new KmeNetwork({
      self: id,
      saes: new Map(saes),
      routes: new Map(Object.entries(this.#plan.routes?.[id] ?? {})),
      neighbours: peers,
    });
    const neighbours = peers.map((peer) => this.#neighbour(id, peer));
    const settings = { ...defaultKmeSettings, lowWatermark: 0, ...this.#plan.settings };
    const metrics: MetricsSink = {
      count: (...entry) => this.metrics.count(...entry),
      gauge: (...entry) => this.metrics.gauge(...entry),
      observe: (...entry) => this.metrics.observe(...entry),
    };
    const { clock, log: logger } = this;
    const kme = new Kme({ database, network, neighbours, settings, clock, logger, metrics });
    this.#kmes.set(id, { kme, database });
  }

  /** Gives both ends of a link the same new key. */
  fill(from: string, to: string, units: number, quality: LinkQuality = simulatedLink): void {
    this.#blocks += 1;
    const bytes = seededBytes(`block ${this.#blocks}`, units * 32);
    const voidFrom = this.kme(from).nextUnit(to);
    const firstUnit = this.kme(to).takeHandedOver(from, { voidFrom, key: SecretBytes.copyOf(bytes), quality });
    this.kme(from).deposit(to, firstUnit, { key: SecretBytes.copyOf(bytes), quality });
  }

  [Symbol.dispose](): void {
    for (const { database } of this.#kmes.values()) database[Symbol.dispose]();
    this.#kmes.clear();
  }

  #neighbour(own: string, peer: string): Neighbour {
    return {
      id: peer,
      requireReachable: () => {
        if (this.away.has(peer)) throw new QForgeError('KME_UNREACHABLE', { kme: peer, reason: 'it is away' });
      },
      relay: (message) => {
        this.relayed.push(message);
        return this.onRelay(own, peer, message);
      },
      askStream: async (message) => {
        await this.beforeStream(own, message);
        return this.kme(peer).streams.take(own, message);
      },
      handOver: (block: HandedBlock) => Promise.resolve(this.kme(peer).takeHandedOver(own, block)),
    };
  }
}
