import { ByteReader, ByteWriter, isQForgeError, QForgeError } from '../../base/index.ts';
import {
  type CertifiedBlock,
  ChainState,
  decodeBlock,
  decodeQuorumCertificate,
  decodeSetChange,
  encodeQuorumCertificate,
  type Genesis,
  MAX_BLOCK_BYTES,
  type SetChange,
} from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Journal } from './journal.ts';

/** Decided blocks with their certificates, from height 1: the history that others are served from. */
export class DecisionJournal {
  readonly #journal: Journal;
  readonly #backend: CryptoBackend;

  constructor(journal: Journal, backend: CryptoBackend) {
    this.#journal = journal;
    this.#backend = backend;
  }

  /** The last decided height; 0 before the first. */
  get height(): number {
    return this.#journal.length;
  }

  /** Follows the whole history. The frames are checked already, so signatures are not verified again. Throws `JOURNAL_DAMAGED`. */
  async replay(
    genesis: Genesis,
    path: string,
    onBlock: (decided: CertifiedBlock, after: ChainState) => void,
  ): Promise<ChainState> {
    let state = ChainState.of(genesis, this.#backend);
    for (let height = 1; height <= this.height; height++) {
      const decided = await this.#decode(height, path);
      const { block } = decided;
      if (block.height !== height || block.previous !== state.previous || block.chainId !== state.chainId) {
        throw new QForgeError('JOURNAL_DAMAGED', { path, reason: `block ${height} does not follow the one before` });
      }
      state = state.append(block);
      onBlock(decided, state);
    }
    return state;
  }

  /** The bytes of a decided block with its certificate; undefined beyond the last. */
  async encodedAt(height: number): Promise<Uint8Array | undefined> {
    return height >= 1 && height <= this.height ? this.#journal.read(height - 1) : undefined;
  }

  /** Makes a decision durable. Throws as `Journal.append`. */
  async append(decided: CertifiedBlock): Promise<void> {
    await this.#journal.append(encodeDecided(decided));
  }

  async #decode(height: number, path: string): Promise<CertifiedBlock> {
    try {
      return decodeDecided(await this.#journal.read(height - 1), this.#backend);
    } catch (cause) {
      if (!isQForgeError(cause)) throw cause;
      throw new QForgeError('JOURNAL_DAMAGED', { path, reason: `block ${height} is unreadable` }, { cause });
    }
  }
}

/** `| block length u32 | block | certificate |`: files `.decision`, and what validators send to those behind. spec/decision-log §8 */
export function encodeDecided({ block, certificate }: CertifiedBlock): Uint8Array {
  return new ByteWriter()
    .u32(block.encoded.length)
    .bytes(block.encoded)
    .bytes(encodeQuorumCertificate(certificate))
    .finish();
}

/** Reads a block with its certificate; nothing is verified by that. Throws `MALFORMED`. */
export function decodeDecided(unverified: Uint8Array, backend: CryptoBackend): CertifiedBlock {
  const reader = new ByteReader(unverified, 'The decision');
  const length = reader.u32();
  if (length > MAX_BLOCK_BYTES) throw reader.malformed('its block is over the limit');
  const block = decodeBlock(reader.bytes(length), backend);
  return { block, certificate: decodeQuorumCertificate(reader.rest()) };
}

/** The change of the validator set that a decided block brings. */
export function changeIn({ block: { decision } }: CertifiedBlock): SetChange | undefined {
  const isChange = decision?.outcome === 'approved' && decision.proposal.kind === 'validator-set';
  return isChange ? decodeSetChange(decision.proposal.content) : undefined;
}
