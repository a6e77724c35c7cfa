import { ByteReader, ByteWriter } from '../../base/index.ts';
import type { Block, DecisionOutcome, Digest } from '../../consensus/index.ts';

/** What the log holds of one block: enough to find it, and bound to all of it by its id. */
export interface DecisionLeaf {
  readonly outcome: DecisionOutcome | 'tick';
  readonly height: number;
  readonly blockId: Digest;
  readonly previous: Digest;
  readonly epoch: number;
  readonly setHash: Digest;
  /** Zeros for a tick. */
  readonly proposalId: Digest;
}

const VERSION = 1;
const DIGEST_BYTES = 32;
const OUTCOMES = ['tick', 'approved', 'rejected', 'expired'] as const;
const NO_PROPOSAL: Digest = '0'.repeat(2 * DIGEST_BYTES);

/** The leaf of a decided block. */
export function leafOf({ id, previous, height, epoch, setHash, decision }: Block): DecisionLeaf {
  const outcome = decision?.outcome ?? 'tick';
  return { outcome, height, blockId: id, previous, epoch, setHash, proposalId: decision?.proposal.id ?? NO_PROPOSAL };
}

//  | 1 u8 | outcome u8 | height u64 | block id 32 | previous 32 | epoch u32 | set 32 | proposal id 32 |   spec/decision-log §6
/** The bytes of a leaf. */
export function encodeLeaf(leaf: DecisionLeaf): Uint8Array {
  return new ByteWriter()
    .u8(VERSION)
    .u8(OUTCOMES.indexOf(leaf.outcome))
    .u64(leaf.height)
    .bytes(fromHex(leaf.blockId))
    .bytes(fromHex(leaf.previous))
    .u32(leaf.epoch)
    .bytes(fromHex(leaf.setHash))
    .bytes(fromHex(leaf.proposalId))
    .finish();
}

/** Reads a leaf. Throws `MALFORMED`. */
export function decodeLeaf(unverified: Uint8Array): DecisionLeaf {
  const reader = new ByteReader(unverified, 'The leaf of a decision');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const outcome = OUTCOMES[reader.u8()];
  if (outcome === undefined) throw reader.malformed('its outcome is unknown');
  const [height, blockId, previous] = [reader.u64(), readDigest(reader), readDigest(reader)];
  const [epoch, setHash, proposalId] = [reader.u32(), readDigest(reader), readDigest(reader)];
  reader.end();
  if ((outcome === 'tick') !== (proposalId === NO_PROPOSAL)) throw reader.malformed('a tick decides nothing');
  return { outcome, height, blockId, previous, epoch, setHash, proposalId };
}

function readDigest(reader: ByteReader): Digest {
  return Buffer.from(reader.bytes(DIGEST_BYTES)).toString('hex');
}

function fromHex(digest: Digest): Uint8Array {
  return new Uint8Array(Buffer.from(digest, 'hex'));
}
