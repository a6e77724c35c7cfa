export { type Checkpoint, formatCheckpoint, isOrigin, parseCheckpoint } from './checkpoint.ts';
export { CompactRange, type TreeHead } from './compact-range.ts';
export { proveConsistency, verifyConsistency } from './consistency-proof.ts';
export { decodeEntryBundle, encodeEntryBundle, MAX_ENTRY_BYTES } from './entry-bundle.ts';
export { FileTileStore } from './file-tile-store.ts';
export { type Inclusion, proveInclusion, verifyInclusion } from './inclusion-proof.ts';
export type { HashReader, LeafRange, MerkleNode } from './leaf-range.ts';
export { type LogPolicy, openCheckpoint, type TrustedCheckpoint } from './log-policy.ts';
export { formatVerifierKey, type NoteKey, type NoteKeyKind, noteKey, parseVerifierKey } from './note-key.ts';
export { NoteSigner } from './note-signer.ts';
export { NoteVerifier, openSignedNote, type VerifiedNote } from './note-verifier.ts';
export {
  formatSignatureLine,
  formatSignedNote,
  type NoteSignature,
  parseSignatureLine,
  parseSignedNote,
  type SignedNote,
} from './signed-note.ts';
export { parseTilePath, TILE_WIDTH, type Tile, tilePath } from './tile.ts';
export { MemoryTileStore, type TileStore } from './tile-store.ts';
export { TiledLog } from './tiled-log.ts';
export { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.ts';
export { TREE_HASH_BYTES, TreeHasher } from './tree-hasher.ts';
export { Witness, type WitnessAnswer, type WitnessMemory, type WitnessOptions } from './witness.ts';
export { StoredWitnessMemory } from './witness-memory.ts';
export { formatWitnessRequest, parseWitnessRequest, type WitnessRequest } from './witness-request.ts';
