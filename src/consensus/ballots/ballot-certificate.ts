import { ByteReader, ByteWriter, QForgeError } from '../../base/index.ts';
import type { Digest } from '../digest.ts';
import type { ValidatorSet } from '../validator-set.ts';
import { type Ballot, type BallotEntry, type BallotSubject, readSubject, writeSubject } from './ballot.ts';
import { countVerdicts, readBallotList, verifyBallotList, writeBallotList } from './ballot-list.ts';
import type { Verdict } from './verdict.ts';

const VERSION = 1;
const outcomeNumbers = { approved: 1, rejected: 2 } as const;
const verdictBehind: Readonly<Record<CertifiedOutcome, Verdict>> = { approved: 'approve', rejected: 'reject' };

/** What ballots alone can certify; that something has expired is for the log to say. */
export type CertifiedOutcome = keyof typeof outcomeNumbers;

/** Portable proof that enough validators said the same of a proposal. spec/consensus §4 */
export interface BallotCertificate extends BallotSubject {
  readonly outcome: CertifiedOutcome;
  readonly ballots: readonly BallotEntry[];
}

/** The certificate that verified ballots make, if they make one. */
export function certify(ballots: readonly Ballot[], set: ValidatorSet): BallotCertificate | undefined {
  const [first] = ballots;
  if (first === undefined) return undefined;
  for (const outcome of ['approved', 'rejected'] as const) {
    const behind = ballots.filter(({ verdict }) => verdict === verdictBehind[outcome]);
    if (behind.length >= set.approvals) {
      const { chainId, epoch, setHash, proposalId } = first;
      return { chainId, epoch, setHash, proposalId, outcome, ballots: behind.map(entryOf) };
    }
  }
  return undefined;
}

function entryOf({ validator, verdict, methodResults, signature }: Ballot): BallotEntry {
  return { validator, verdict, methodResults, signature };
}

/**
 * Verifies a certificate offline, from the pinned chain and validator set alone.
 *
 * Throws `QUORUM_CERTIFICATE_INVALID`.
 */
export function verifyBallotCertificate(
  unverified: BallotCertificate,
  set: ValidatorSet,
  chainId: Digest,
): BallotCertificate {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new QForgeError('QUORUM_CERTIFICATE_INVALID', { reason }, { cause });
  };
  const { ballots, outcome } = unverified;
  const behind = countVerdicts(ballots)[verdictBehind[outcome]];
  if (behind < ballots.length) refuse(`it has ballots that do not say ${verdictBehind[outcome]}`);
  if (new Set(ballots.map(({ validator }) => validator)).size < ballots.length) refuse('a validator is counted twice');
  if (behind < set.approvals) refuse(`it has ${behind} ballots, and it takes ${set.approvals}`);
  try {
    verifyBallotList(ballots, unverified, set, chainId);
  } catch (error) {
    refuse('one of its ballots does not hold', error);
  }
  return unverified;
}

//  | 1 u8 | chain 32 | epoch u32 | set 32 | proposal 32 | outcome u8 | ballots |   spec/consensus §4
/** The bytes of a certificate. */
export function encodeBallotCertificate(certificate: BallotCertificate): Uint8Array {
  const writer = writeSubject(new ByteWriter().u8(VERSION), certificate).u8(outcomeNumbers[certificate.outcome]);
  return writeBallotList(writer, certificate.ballots).finish();
}

/** Reads a certificate; nothing is verified yet. Throws `MALFORMED`. */
export function decodeBallotCertificate(unverified: Uint8Array): BallotCertificate {
  const reader = new ByteReader(unverified, 'The ballot certificate');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const subject = readSubject(reader);
  const outcomeNumber = reader.u8();
  const outcome = (['approved', 'rejected'] as const).find((name) => outcomeNumbers[name] === outcomeNumber);
  if (outcome === undefined) throw reader.malformed('its outcome is unknown');
  const ballots = readBallotList(reader);
  reader.end();
  return { ...subject, outcome, ballots };
}
