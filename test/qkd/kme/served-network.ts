import type { TestContext } from 'node:test';
import { SecretBytes, silentMetrics, systemClock } from '../../../src/base/index.ts';
import type { EtsiClient } from '../../../src/qkd/etsi/etsi-client.ts';
import { openEtsiClient, readKmeAccess } from '../../../src/qkd/etsi/kme-access.ts';
import type { KeyBlock, QkdSession } from '../../../src/qkd/key-block.ts';
import { type KmeConfig, readKmeConfig } from '../../../src/qkd/kme/kme-config.ts';
import { type NetworkFiles, type NetworkPlan, writeNetworkFiles } from '../../../src/qkd/kme/network-files.ts';
import { RunningKme } from '../../../src/qkd/kme/running-kme.ts';
import { freePorts } from '../../free-ports.ts';
import { until } from '../../until.ts';
import { folderOf, KeptLog, seededBytes } from './kme-rig.ts';

const BLOCK_UNITS = 64;

/** Stands in for a link: blocks of seeded bytes, the same at both ends, as fast as they are wanted. */
export function seededSession(seed: string): QkdSession {
  let block = 0;
  return {
    protocol: 'bb84-decoy',
    simulated: true,
    nextBlock: (): Promise<KeyBlock> => {
      block += 1;
      const bytes = seededBytes(`${seed} block ${block}`, BLOCK_UNITS * 32);
      const report: KeyBlock['report'] = {
        protocol: 'bb84-decoy',
        simulated: true,
        pulses: 1_000_000,
        detections: 9000,
        sifted: 4500,
        tested: 450,
        qber: 0.0345,
        errors: 150,
        leakedBits: 1000,
        authenticationBits: 100,
        finalBits: bytes.length * 8,
        secretKeyRatePerPulse: 0.002,
        security: { correctness: 1e-15, secrecy: 1e-10, authentication: 1e-12 },
      };
      return Promise.resolve({ alice: SecretBytes.copyOf(bytes), bob: SecretBytes.copyOf(bytes), report });
    },
  };
}

/** Key managers that serve over TLS on this machine, in this process. */
export class ServedNetwork implements AsyncDisposable {
  readonly files: NetworkFiles;
  readonly folder: string;
  readonly log = new KeptLog();
  readonly #running = new Map<string, RunningKme>();
  readonly #clients: EtsiClient[] = [];

  private constructor(folder: string, files: NetworkFiles) {
    this.folder = folder;
    this.files = files;
  }

  /** Starts a pair, or what else is planned, and waits until the first link has keys. */
  static async start(t: TestContext, changes: Partial<NetworkPlan> = {}): Promise<ServedNetwork> {
    const kmes = changes.kmes ?? [
      { id: 'kme-a', port: 0, saes: ['alice'] },
      { id: 'kme-b', port: 0, saes: ['bob', 'bea'] },
    ];
    const ports = await freePorts(kmes.length);
    const plan: NetworkPlan = {
      links: [['kme-a', 'kme-b']],
      link: { distanceKm: 10, pulseRateHz: 1_000_000 },
      maxKeyCount: 500,
      ...changes,
      kmes: kmes.map((kme, index) => ({ ...kme, port: ports[index] ?? 0 })),
    };
    const folder = folderOf(t);
    const network = new ServedNetwork(folder, await writeNetworkFiles(folder, plan, systemClock.wallMs()));
    t.after(() => network[Symbol.asyncDispose]());
    for (const { id } of kmes.toReversed()) await network.startKme(id);
    return network;
  }

  /** Starts a key manager, again if it has been stopped. */
  async startKme(id: string, changes: Partial<KmeConfig> = {}): Promise<RunningKme> {
    const config = await readKmeConfig(this.files.kmes.find((kme) => kme.id === id)?.config ?? '');
    const running = await RunningKme.start(
      { ...config, ...changes },
      {
        clock: systemClock,
        logger: this.log,
        metrics: silentMetrics,
        sessionOf: (link) => seededSession(`${id} ${link.distanceKm} ${process.hrtime.bigint()}`),
      },
    );
    this.#running.set(id, running);
    return running;
  }

  /** Stops a key manager. */
  async stopKme(id: string): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    await running?.[Symbol.asyncDispose]();
  }

  /** The client of a SAE. */
  async client(sae: string): Promise<EtsiClient> {
    const client = await openEtsiClient(await readKmeAccess(this.accessOf(sae)), systemClock);
    this.#clients.push(client);
    return client;
  }

  /** Where the access of a SAE is described. */
  accessOf(sae: string): string {
    return this.files.saes.find(({ id }) => id === sae)?.access ?? '';
  }

  /** Waits until a SAE's key manager holds so many keys for another. */
  async untilStored(client: EtsiClient, slave: string, keys: number): Promise<void> {
    await until(async () => (await client.status(slave)).storedKeyCount >= keys, {
      what: `${keys} keys are in store`,
      found: () => client.status(slave),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client[Symbol.dispose]();
    await Promise.all([...this.#running.keys()].map((id) => this.stopKme(id)));
  }
}
