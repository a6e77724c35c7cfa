import { equalPublicBytes, parseStrictJson, QForgeError } from '../../base/index.ts';
import type { QuantumEvidence, VerificationRequest } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { decodeDecided } from '../journal/decision-journal.ts';
import { membershipOf, type ValidatorNetwork } from '../setup/network-file.ts';
import type { RuleKey, VerificationRules } from './verification-rules.ts';

const MAX_DEPTH = 5;
type Fields = Partial<Record<string, unknown>>;

/** The content of a proposal that rules can judge. Everything in it but signatures and a decision is in the statement, which is what is signed. */
interface Parts {
  readonly statement: Uint8Array;
  readonly said: Fields;
  readonly signatures: Fields;
  readonly attachment: unknown;
  readonly decision: unknown;
}

/**
 * What the content of a proposal claims, for the methods of the rules; a method for which it says nothing is left out, and so does not pass.
 *
 * Throws `MALFORMED` when it is no such content, or when its parts do not belong together. docs/validators.md, "Rules"
 */
export function claimsIn(
  unverified: Uint8Array,
  rules: VerificationRules,
  backend: CryptoBackend,
): VerificationRequest {
  const parts = partsOf(unverified);
  const { said, attachment, decision, signatures } = parts;
  const { signature, quantumResistance, integrity, quantumState, consensus, multiFactor } = rules;
  const request = {
    signature: signature && claimOfKey(signature, parts.statement, signatures['CryptographicSignature']),
    quantumResistance:
      quantumResistance && claimOfKey(quantumResistance, parts.statement, signatures['QuantumResistant']),
    integrity: integrity && integrityOf(said['digest'], attachment),
    quantumState:
      quantumState && said['quantumState'] !== undefined
        ? { ...quantumState, evidence: evidenceOf(said['quantumState']) }
        : undefined,
    consensus:
      consensus && decision !== undefined ? consensusOf(consensus, decision, parts.statement, backend) : undefined,
    multiFactor,
  };
  const present = Object.entries(request).filter(([, claim]) => claim !== undefined);
  return Object.fromEntries(present) as VerificationRequest;
}

//  {"version":1,"statement":BASE64,"signatures":{METHOD:BASE64},"attachment":BASE64,"decision":BASE64}, and the statement is
//  {"digest":{"algorithm":NAME,"value":BASE64},"quantumState":EVIDENCE} with whatever else it says
function partsOf(unverified: Uint8Array): Parts {
  const { version, statement, signatures = {}, attachment, decision } = fieldsOf(unverified, 'it');
  if (version !== 1) throw malformed('its version is unknown');
  const bytes = bytesOf(statement, 'its statement');
  return {
    statement: bytes,
    said: fieldsOf(bytes, 'its statement'),
    signatures: objectOf(signatures, 'signatures'),
    attachment,
    decision,
  };
}

function claimOfKey(key: RuleKey, message: Uint8Array, signature: unknown): VerificationRequest['signature'] {
  return signature === undefined ? undefined : { ...key, message, signature: bytesOf(signature, 'a signature') };
}

function integrityOf(digest: unknown, attachment: unknown): VerificationRequest['integrity'] {
  if (digest === undefined || attachment === undefined) return undefined;
  const { algorithm, value } = objectOf(digest, 'its digest');
  if (algorithm !== 'SHA3-256' && algorithm !== 'SHA-256') throw malformed('its digest is of an unknown kind');
  return { algorithm, content: bytesOf(attachment, 'its attachment'), digest: bytesOf(value, 'its digest') };
}

/** The counts are checked by the method; here it must only have the form. */
function evidenceOf(unverified: unknown): QuantumEvidence {
  const { kind, ...figures } = objectOf(unverified, 'its evidence');
  const names = { 'bell-tomography': ['x', 'y', 'z'], chsh: ['ab', 'abPrime', 'aPrimeB', 'aPrimeBPrime'] } as const;
  if (kind === 'qkd-session') {
    return { kind, comparedBits: Number(figures['comparedBits']), errors: Number(figures['errors']) };
  }
  if (kind !== 'bell-tomography' && kind !== 'chsh') throw malformed('its evidence is of an unknown kind');
  const counts = names[kind].map((name) => [name, countsOf(figures[name])]);
  return { kind, ...Object.fromEntries(counts) } as QuantumEvidence;
}

function countsOf(unverified: unknown): { readonly same: number; readonly different: number } {
  const { same, different } = objectOf(unverified, 'a setting of its evidence');
  return { same: Number(same), different: Number(different) };
}

/** A certified block of another network that has approved this very statement. */
function consensusOf(
  network: ValidatorNetwork,
  unverified: unknown,
  statement: Uint8Array,
  backend: CryptoBackend,
): VerificationRequest['consensus'] {
  const { block, certificate } = decodeDecided(bytesOf(unverified, 'its decision'), backend);
  const { decision } = block;
  if (decision?.outcome !== 'approved' || !equalPublicBytes(decision.proposal.content, statement))
    throw malformed('its decision is not the approval of its statement');
  const { set } = membershipOf(network, backend).at(block.height);
  return { kind: 'block', certificate, blockId: block.id, set, chainId: network.genesis.chainId };
}

function fieldsOf(unverified: Uint8Array, what: string): Fields {
  return objectOf(parseStrictJson(unverified, 'The content', MAX_DEPTH), what);
}

function objectOf(unverified: unknown, what: string): Fields {
  if (typeof unverified !== 'object' || unverified === null || Array.isArray(unverified))
    throw malformed(`${what} is no object`);
  return unverified;
}

function bytesOf(unverified: unknown, what: string): Uint8Array {
  if (typeof unverified !== 'string') throw malformed(`${what} is no base64`);
  return new Uint8Array(Buffer.from(unverified, 'base64'));
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The content', reason });
}
