import { TrustStore } from '../../client/index.ts';
import type { CertifiedBlock } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { Membership } from '../setup/membership.ts';
import { membershipOf, type ValidatorNetwork, writeNetworkFile } from '../setup/network-file.ts';
import type { ValidatorStorage } from '../setup/validator-storage.ts';
import { type ChannelMesh, type MeshPeer } from './channel-mesh.ts';
import { PeerRoster } from './peer-roster.ts';

const NAME_CHARACTERS = 40;

/** What is kept of the members, and where. */
export interface MemberKeeperOptions {
  /** The network file. */
  readonly path: string;
  readonly file: ValidatorNetwork;
  readonly storage: ValidatorStorage;
  readonly backend: CryptoBackend;
}

/**
 * Members as the journal of decisions has them, and everything that follows from that: the network file, whom the client trusts, whom the mesh dials.
 *
 * The file is written after the journal, whole or not at all; at the start what it lacks is written anew. What it has beyond the journal is certified,
 * and used to find peers. docs/adr/0147
 */
export class MemberKeeper {
  readonly membership: Membership;
  readonly roster: PeerRoster;
  readonly trust: TrustStore = TrustStore.inMemory();
  readonly #path: string;
  #network: ValidatorNetwork;
  #mesh: ChannelMesh | undefined;
  #self = '';

  private constructor({ path, file, storage, backend }: MemberKeeperOptions) {
    this.#path = path;
    this.#network = file;
    this.membership = new Membership(file.members, storage.epochs, backend);
    this.roster = new PeerRoster({
      backend,
      membership: this.membership,
      height: storage.chain.height,
      hints: membershipOf(file, backend).latest.members,
      onPeers: () => this.#connectAll(),
      onChange: (decided) => this.#noteChange(decided),
    });
  }

  /** Brings the network file up to the journal. Throws `DISK_FULL`, `FILE_UNWRITABLE`. */
  static async open(options: MemberKeeperOptions): Promise<MemberKeeper> {
    const keeper = new MemberKeeper(options);
    const { changes } = options.storage;
    if (!isBeginning(changes, options.file.changes)) await keeper.#write(changes);
    await keeper.#trustAll();
    return keeper;
  }

  /** The network as its file has it. */
  get network(): ValidatorNetwork {
    return this.#network;
  }

  /** Lets the mesh follow the members. */
  connect(mesh: ChannelMesh, self: string): void {
    this.#mesh = mesh;
    this.#self = self;
    mesh.update(this.#others, this.roster.former);
  }

  get #others(): readonly MeshPeer[] {
    return this.roster.peers.filter(({ peerId }) => peerId !== this.#self);
  }

  async #connectAll(): Promise<void> {
    await this.#trustAll();
    this.#mesh?.update(this.#others, this.roster.former);
  }

  /** Members and those who have left may open channels; strangers may not. */
  async #trustAll(): Promise<void> {
    const wanted = new Set([...this.roster.peers.map(({ peerId }) => peerId), ...this.roster.former]);
    for (const { peerId } of this.trust.list()) if (!wanted.has(peerId)) await this.trust.remove(peerId);
    for (const peerId of wanted) {
      if (this.trust.find(peerId) === undefined)
        await this.trust.add({ name: peerId.slice(0, NAME_CHARACTERS), peerId, trusted: true });
    }
  }

  /** What the file has already, it keeps. */
  async #noteChange(decided: CertifiedBlock): Promise<void> {
    const known = this.#network.changes;
    const at = this.membership.epochs.length - 2;
    if (known[at]?.block.id !== decided.block.id) await this.#write([...known.slice(0, at), decided]);
  }

  async #write(changes: readonly CertifiedBlock[]): Promise<void> {
    this.#network = { ...this.#network, changes };
    await writeNetworkFile(this.#path, this.#network, true);
  }
}

function isBeginning(first: readonly CertifiedBlock[], all: readonly CertifiedBlock[]): boolean {
  return first.every(({ block }, at) => all[at]?.block.id === block.id);
}
