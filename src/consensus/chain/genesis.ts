import { ByteReader, ByteWriter, QForgeError, utf8, utf8Text } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type Digest, digestOf } from '../digest.ts';
import { ValidatorSet } from '../validator-set.ts';

const VERSION = 1;
const MAX_CHAIN_NAME_BYTES = 64;
const CHAIN_NAME = /^[\w][\w .-]*$/u;

/** What is pinned of a chain: everything else follows from it by proof. spec/consensus §2 */
export interface Genesis {
  readonly name: string;
  readonly set: ValidatorSet;
  /** Digest of both: everything signed names it. */
  readonly chainId: Digest;
  readonly encoded: Uint8Array;
}

/** Begins a chain. Throws `VALIDATOR_SET_INVALID`. */
export function createGenesis(name: string, set: ValidatorSet, backend: CryptoBackend): Genesis {
  if (!CHAIN_NAME.test(name) || utf8(name).length > MAX_CHAIN_NAME_BYTES) {
    throw new QForgeError('VALIDATOR_SET_INVALID', {
      reason: 'the name of the chain has forbidden characters or is too long',
    });
  }
  const encoded = new ByteWriter().u8(VERSION).bytes16(utf8(name)).bytes(set.encoded).finish();
  return { name, set, encoded, chainId: digestOf(backend, 'qforge chain v1', encoded) };
}

//  | 1 u8 | name: length u16, UTF-8 | validator set |   spec/consensus §2
/** Reads what is pinned. Throws `MALFORMED`, `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`. */
export function decodeGenesis(unverified: Uint8Array, backend: CryptoBackend): Genesis {
  const reader = new ByteReader(unverified, 'The genesis');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const nameBytes = reader.bytes16(MAX_CHAIN_NAME_BYTES);
  const set = ValidatorSet.decode(reader.rest(), backend);
  return createGenesis(nameText(nameBytes), set, backend);
}

function nameText(unverified: Uint8Array): string {
  try {
    return utf8Text(unverified);
  } catch (error) {
    throw new QForgeError('VALIDATOR_SET_INVALID', { reason: 'the name of the chain is not UTF-8' }, { cause: error });
  }
}
