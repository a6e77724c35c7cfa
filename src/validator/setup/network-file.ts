import { readFile } from 'node:fs/promises';
import { isQForgeError, parseStrictJson, QForgeError } from '../../base/index.ts';
import { createGenesis, decodeGenesis, type Genesis, quorumSize, ValidatorSet } from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend, systemErrorCode, writeFileAtomically } from '../../crypto/index.ts';
import { NoteVerifier } from '../../tlog/index.ts';
import { type MemberCard, parseMemberCard } from './member-card.ts';

const VERSION = 1;
const PUBLIC_FILE = 0o644;
const MAX_DEPTH = 4;
const MAX_FILE_BYTES = 4_194_304;

/** A network of validators as every member and every verifier pins it. */
export interface ValidatorNetwork {
  readonly genesis: Genesis;
  readonly members: readonly MemberCard[];
}

/** Founds a network; so many approvals as the quorum decide, if nothing else is said. Throws `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`. */
export function foundNetwork(
  name: string,
  members: readonly MemberCard[],
  approvals: number = quorumSize(members.length),
  backend: CryptoBackend = nativeBackend,
): ValidatorNetwork {
  const validators = members.map((member) => ({ name: member.name, key: fromBase64(member.voteKey) }));
  return {
    genesis: createGenesis(name, ValidatorSet.of({ epoch: 0, approvals, validators }, backend), backend),
    members,
  };
}

/** Writes the file; it holds nothing secret. Throws `FILE_EXISTS`, `DISK_FULL`, `FILE_UNWRITABLE`. */
export async function writeNetworkFile(path: string, { genesis, members }: ValidatorNetwork): Promise<void> {
  const content = { version: VERSION, chain: genesis.chainId, genesis: toBase64(genesis.encoded), members };
  const bytes = new TextEncoder().encode(`${JSON.stringify(content, undefined, 2)}\n`);
  await writeFileAtomically(path, bytes, { mode: PUBLIC_FILE, overwrite: false });
}

/** Reads the file. Throws `FILE_MISSING`, `FILE_UNREADABLE`, `VALIDATOR_CONFIG_INVALID`. */
export async function readNetworkFile(path: string, backend: CryptoBackend = nativeBackend): Promise<ValidatorNetwork> {
  const bytes = await readOrRefuse(path);
  if (bytes.length > MAX_FILE_BYTES) throw invalid(path, 'it is too long');
  try {
    return decodeNetworkFile(bytes, backend);
  } catch (error) {
    throw invalid(path, isQForgeError(error) ? error.message : 'it is not JSON', error);
  }
}

/** Reads what is in the file. Throws `MALFORMED`, `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`. */
export function decodeNetworkFile(unverified: Uint8Array, backend: CryptoBackend): ValidatorNetwork {
  return decodeNetwork(parseStrictJson(unverified, 'The network', MAX_DEPTH), backend);
}

/** The verifier of each member's witness key. */
export function witnessesOf({ members }: ValidatorNetwork, backend: CryptoBackend): readonly NoteVerifier[] {
  return members.map(({ witnessKey }) => NoteVerifier.parse(backend, witnessKey));
}

function decodeNetwork(unverified: unknown, backend: CryptoBackend): ValidatorNetwork {
  if (typeof unverified !== 'object' || unverified === null) throw malformed('it is no object');
  const { version, chain, genesis: encoded, members } = unverified as Partial<Record<string, unknown>>;
  if (version !== VERSION || typeof encoded !== 'string' || !Array.isArray(members))
    throw malformed('a field is missing');
  const genesis = decodeGenesis(fromBase64(encoded), backend);
  if (chain !== genesis.chainId) throw malformed('the chain is not that of the genesis');
  const cards = members.map((member) => parseMemberCard(member, backend));
  const peers = new Set(cards.map(({ peerId }) => peerId));
  if (peers.size < cards.length) throw malformed('a PeerId is there twice');
  return { genesis, members: cards };
}

async function readOrRefuse(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'ENOENT') throw new QForgeError('FILE_MISSING', { path }, { cause });
    throw new QForgeError('FILE_UNREADABLE', { path, reason: code }, { cause });
  }
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The network', reason });
}

function invalid(path: string, reason: string, cause?: unknown): QForgeError<'VALIDATOR_CONFIG_INVALID'> {
  return new QForgeError('VALIDATOR_CONFIG_INVALID', { path, reason: reason.replace(/\.$/u, '') }, { cause });
}
