import {
  FileTileStore,
  type LogPolicy,
  openCheckpoint,
  TiledLog,
  type TileStore,
  type TreeHasher,
  type TrustedCheckpoint,
} from '../../tlog/index.ts';
import { auditPaths } from './audit-folder.ts';

/** The path of the last signed checkpoint in the store of a trail: C2SP tlog-tiles, "Checkpoint". */
export const CHECKPOINT_PATH = 'checkpoint';

/** The last signed checkpoint of the trail in a folder, if there is one. Throws `FILE_UNREADABLE`. */
export function publishedCheckpoint(folder: string): Promise<Uint8Array | undefined> {
  return new FileTileStore(auditPaths(folder).log).read(CHECKPOINT_PATH);
}

/** The Merkle tree of a trail as it is on the disk, with its last signed checkpoint if there is one. */
export interface PublishedLog {
  readonly log: TiledLog;
  readonly checkpoint: TrustedCheckpoint | undefined;
}

/** Opens the tree under the last checkpoint. Throws `LOG_DAMAGED`, `NOTE_UNVERIFIED`, `MALFORMED`, `FILE_UNREADABLE`. */
export async function openPublishedLog(store: TileStore, hasher: TreeHasher, policy: LogPolicy): Promise<PublishedLog> {
  const unverified = await store.read(CHECKPOINT_PATH);
  if (unverified === undefined) return { log: TiledLog.empty(store, hasher), checkpoint: undefined };
  const checkpoint = openCheckpoint(unverified, policy);
  return { log: await TiledLog.open(store, hasher, checkpoint), checkpoint };
}
