import { isQForgeError, parseStrictJson, QForgeError } from '../../base/index.ts';
import {
  type CertifiedBlock,
  createGenesis,
  decodeGenesis,
  followSetChanges,
  type Genesis,
  quorumSize,
  ValidatorSet,
} from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend, readWholeFile, writeFileAtomically } from '../../crypto/index.ts';
import { decodeDecided, encodeDecided } from '../journal/decision-journal.ts';
import { type MemberCard, parseMemberCard } from './member-card.ts';
import { Membership } from './membership.ts';

const VERSION = 1;
const PUBLIC_FILE = 0o644;
const MAX_DEPTH = 4;
/** Changes come with their certificates and ballots: some 100 KB each, for a dozen members. */
const MAX_FILE_BYTES = 67_108_864;

/** A network of validators as every member and every verifier pins it. */
export interface ValidatorNetwork {
  readonly genesis: Genesis;
  /** Cards of the members of the first epoch. */
  readonly members: readonly MemberCard[];
  /** Every change of the set since, certified: nothing in them is taken on trust. */
  readonly changes: readonly CertifiedBlock[];
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
    changes: [],
  };
}

/** Writes the file, whole or not at all; it holds nothing secret. Throws `FILE_EXISTS` unless it may be replaced, `DISK_FULL`, `FILE_UNWRITABLE`. */
export async function writeNetworkFile(path: string, network: ValidatorNetwork, overwrite = false): Promise<void> {
  const { genesis, members, changes } = network;
  const content = {
    version: VERSION,
    chain: genesis.chainId,
    genesis: toBase64(genesis.encoded),
    members,
    ...(changes.length === 0 ? {} : { changes: changes.map((changed) => toBase64(encodeDecided(changed))) }),
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(content, undefined, 2)}\n`);
  await writeFileAtomically(path, bytes, { mode: PUBLIC_FILE, overwrite });
}

/** All members by height, as the changes in the file prove it. Throws `QUORUM_CERTIFICATE_INVALID`. */
export function membershipOf({ genesis, members, changes }: ValidatorNetwork, backend: CryptoBackend): Membership {
  return new Membership(members, followSetChanges(genesis, changes, backend), backend);
}

/** Reads the file. Throws `FILE_MISSING`, `FILE_UNREADABLE`, `VALIDATOR_CONFIG_INVALID`. */
export async function readNetworkFile(path: string, backend: CryptoBackend = nativeBackend): Promise<ValidatorNetwork> {
  const bytes = await readWholeFile(path);
  if (bytes.length > MAX_FILE_BYTES) throw invalid(path, 'it is too long');
  try {
    return decodeNetworkFile(bytes, backend);
  } catch (error) {
    throw invalid(path, isQForgeError(error) ? error.message : 'it is not JSON', error);
  }
}

/** Reads what is in the file, and verifies the changes. Throws `MALFORMED`, `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`, `QUORUM_CERTIFICATE_INVALID`. */
export function decodeNetworkFile(unverified: Uint8Array, backend: CryptoBackend): ValidatorNetwork {
  return decodeNetwork(parseStrictJson(unverified, 'The network', MAX_DEPTH), backend);
}

function decodeNetwork(unverified: unknown, backend: CryptoBackend): ValidatorNetwork {
  if (typeof unverified !== 'object' || unverified === null) throw malformed('it is no object');
  const { version, chain, genesis: encoded, members, changes = [] } = unverified as Partial<Record<string, unknown>>;
  if (version !== VERSION || typeof encoded !== 'string' || !Array.isArray(members) || !Array.isArray(changes))
    throw malformed('a field is missing');
  const genesis = decodeGenesis(fromBase64(encoded), backend);
  if (chain !== genesis.chainId) throw malformed('the chain is not that of the genesis');
  const cards = members.map((member) => parseMemberCard(member, backend));
  const peers = new Set(cards.map(({ peerId }) => peerId));
  if (peers.size < cards.length) throw malformed('a PeerId is there twice');
  const network = { genesis, members: cards, changes: changes.map((changed) => decodeChange(changed, backend)) };
  membershipOf(network, backend);
  return network;
}

function decodeChange(unverified: unknown, backend: CryptoBackend): CertifiedBlock {
  if (typeof unverified !== 'string') throw malformed('a change of the members is no text');
  return decodeDecided(fromBase64(unverified), backend);
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
