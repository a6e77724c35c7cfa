import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import * as v from 'valibot';
import { isQForgeError, parseStrictJson, QForgeError, utf8 } from '../base/index.ts';
import { systemErrorCode, writeFileAtomically } from '../crypto/index.ts';
import { isPeerId } from '../handshake/index.ts';
import { isAddressPattern, parseAddress } from '../network/index.ts';
import { typedReadError } from './file-errors.ts';
import { MAX_PEERS, PeerList } from './peer-list.ts';
import { isPeerName, MAX_TUNNEL_RULES } from './peer-record.ts';

/** A list of peers as it was read. */
export interface TrustFile {
  readonly peers: PeerList;
  /** What tells this state of the file from every other. */
  readonly stamp: string;
}

const FORMAT = 'qforge peers';
const SCHEMA_VERSION = 1;
/** Room for the most peers, with addresses of usual length. */
const MAX_FILE_BYTES = 8_388_608;
const MAX_DEPTH = 5;
const OWNER_ONLY = 0o600;
const OTHERS_MAY_WRITE = 0o022n;
/** The end of the time that ECMAScript's dates know. */
const MAX_TIME_MS = 8.64e15;
// The last two are undefined on Windows, which counts as zero here.
const READ_SAFELY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const rulesSchema = v.pipe(v.array(v.pipe(v.string(), v.check(isAddressPattern))), v.maxLength(MAX_TUNNEL_RULES));

const tunnelSchema = v.strictObject({ connect: rulesSchema, bind: rulesSchema });

const recordSchema = v.strictObject({
  name: v.pipe(v.string(), v.check(isPeerName)),
  peerId: v.pipe(v.string(), v.check(isPeerId)),
  address: v.exactOptional(v.pipe(v.string(), v.check(isAddress))),
  trusted: v.boolean(),
  firstUse: v.boolean(),
  addedAtMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_TIME_MS)),
  tunnel: v.exactOptional(tunnelSchema),
});

const fileSchema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(SCHEMA_VERSION),
  peers: v.pipe(v.array(recordSchema), v.maxLength(MAX_PEERS)),
});

/**
 * Reads a list of peers; undefined if there is no such file.
 *
 * Everything in it counts as hostile. A file that others could have written to, a symbolic link, and anything that
 * does not follow the schema to the letter throw `TRUST_STORE_DAMAGED`; a file that cannot be read, `FILE_UNREADABLE`.
 */
export async function readTrustFile(path: string): Promise<TrustFile | undefined> {
  const file = await openTrustFile(path);
  if (file === undefined) return undefined;
  try {
    const status = await file.stat({ bigint: true });
    checkStatus(path, status);
    return { peers: decodePeers(path, await readWhole(path, file, status)), stamp: stampOf(status) };
  } catch (error) {
    throw typedReadError(path, error);
  } finally {
    await file.close();
  }
}

/**
 * Replaces the file, whole or not at all, with mode 0600.
 *
 * Throws `DISK_FULL`, `FILE_UNWRITABLE`, and `ARGUMENT_INVALID` for a list too long to be read back.
 */
export async function writeTrustFile(path: string, peers: PeerList): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, version: SCHEMA_VERSION, peers: peers.records }, undefined, 2);
  const bytes = utf8(`${text}\n`);
  if (bytes.length > MAX_FILE_BYTES) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'The list of peers', reason: 'it is too long' });
  }
  await writeFileAtomically(path, bytes, { mode: OWNER_ONLY, overwrite: true });
}

/** The stamp of the file as it is now; undefined if there is none. Throws `FILE_UNREADABLE`. */
export async function trustFileStamp(path: string): Promise<string | undefined> {
  try {
    return stampOf(await lstat(path, { bigint: true }));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw typedReadError(path, error);
  }
}

/** Every write makes a new file, so that even one within the same tick of the clock has another number. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

async function openTrustFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, READ_SAFELY);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw damaged(path, 'it is a symbolic link');
    throw typedReadError(path, error);
  }
}

function checkStatus(path: string, status: BigIntStats): void {
  if (!status.isFile()) throw damaged(path, 'it is not a regular file');
  if (status.size > MAX_FILE_BYTES) throw damaged(path, `it has more than ${MAX_FILE_BYTES} bytes`);
  const user = process.geteuid?.();
  // Windows has no such permissions.
  if (user === undefined) return;
  if ((status.mode & OTHERS_MAY_WRITE) !== 0n) throw damaged(path, 'others may write to it');
  if (status.uid !== 0n && status.uid !== BigInt(user)) throw damaged(path, 'it belongs to another user');
}

/** One byte more than there should be, so that a file that grows is noticed. */
async function readWhole(path: string, file: FileHandle, status: BigIntStats): Promise<Uint8Array> {
  const bytes = Number(status.size);
  const content = Buffer.allocUnsafeSlow(bytes + 1);
  let filled = 0;
  while (filled <= bytes) {
    const { bytesRead } = await file.read(content, filled, content.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled !== bytes) throw damaged(path, 'it changed while it was read');
  return content.subarray(0, bytes);
}

function decodePeers(path: string, unverified: Uint8Array): PeerList {
  try {
    const checked = v.safeParse(fileSchema, parseStrictJson(unverified, 'The list of peers', MAX_DEPTH));
    if (!checked.success) throw damaged(path, describeIssue(checked.issues[0]));
    return new PeerList(checked.output.peers);
  } catch (error) {
    if (isQForgeError(error, 'MALFORMED')) throw damaged(path, error.details.reason, error);
    if (isQForgeError(error, 'PEER_EXISTS')) throw damaged(path, 'a name or a PeerId occurs twice', error);
    throw error;
  }
}

/** Where the schema was left, in words of this program: keys that the file invented are not repeated. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `${key}` : knownKey(String(key))));
  return keys.length === 0 ? 'it is not a list of peers' : `"${keys.join('.')}" is not as it should be`;
}

function knownKey(key: string): string {
  const known = [fileSchema, recordSchema, tunnelSchema].some(({ entries }) => Object.hasOwn(entries, key));
  return known ? key : '?';
}

function isAddress(unverified: string): boolean {
  try {
    parseAddress(unverified);
    return true;
  } catch {
    return false;
  }
}

function damaged(path: string, reason: string, cause?: unknown): QForgeError<'TRUST_STORE_DAMAGED'> {
  return new QForgeError('TRUST_STORE_DAMAGED', { path, reason }, cause === undefined ? undefined : { cause });
}
