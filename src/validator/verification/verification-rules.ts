import { isQForgeError, parseStrictJson, QForgeError } from '../../base/index.ts';
import type { VerificationPolicy } from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend, readWholeFile, type SignatureName } from '../../crypto/index.ts';
import { readNetworkFile, type ValidatorNetwork } from '../setup/network-file.ts';

const VERSION = 1;
const MAX_DEPTH = 4;
const MAX_FILE_BYTES = 65_536;

/** A key that signatures must verify under. */
export interface RuleKey {
  readonly suite: SignatureName;
  readonly publicKey: Uint8Array;
}

/** What a validator asks of a proposal before it approves it. docs/validators.md, "Rules" */
export interface VerificationRules {
  /** How many of the methods must pass. */
  readonly policy: VerificationPolicy;
  readonly multiFactor?: VerificationPolicy;
  readonly signature?: RuleKey;
  readonly quantumResistance?: RuleKey;
  readonly integrity?: true;
  readonly quantumState?: { readonly threshold?: number; readonly risk?: number };
  /** The network, pinned, that must have approved it before. */
  readonly consensus?: ValidatorNetwork;
}

/** The methods of the rules. */
export function methodsIn(rules: VerificationRules): number {
  const { signature, quantumResistance, integrity, quantumState, consensus } = rules;
  return [signature, quantumResistance, integrity, quantumState, consensus].filter((one) => one !== undefined).length;
}

/** Reads rules. Throws `FILE_MISSING`, `FILE_UNREADABLE`, `VERIFICATION_RULES_INVALID`. */
export async function readVerificationRules(
  path: string,
  backend: CryptoBackend = nativeBackend,
): Promise<VerificationRules> {
  const bytes = await readWholeFile(path);
  if (bytes.length > MAX_FILE_BYTES) throw invalid(path, 'it is too long');
  try {
    return await decodeRules(parseStrictJson(bytes, 'The rules', MAX_DEPTH), backend);
  } catch (error) {
    if (!isQForgeError(error)) throw error;
    throw invalid(path, error.message, error);
  }
}

type Fields = Partial<Record<string, unknown>>;

async function decodeRules(unverified: unknown, backend: CryptoBackend): Promise<VerificationRules> {
  const { version, policy = 'all', multiFactor, methods, ...rest } = fieldsOf(unverified, 'the file');
  if (version !== VERSION) throw malformed('its version is unknown');
  const { CryptographicSignature, QuantumResistant, IntegrityHash, QuantumState, ConsensusValidation, ...others } =
    fieldsOf(methods, 'methods');
  const [unknown] = [...Object.keys(rest), ...Object.keys(others)];
  if (unknown !== undefined) throw malformed(`it knows no ${unknown}`);
  const rules: VerificationRules = {
    policy: policyOf(policy),
    ...(multiFactor === undefined ? {} : { multiFactor: policyOf(multiFactor) }),
    ...(CryptographicSignature === undefined ? {} : { signature: keyOf(CryptographicSignature, backend) }),
    ...(QuantumResistant === undefined ? {} : { quantumResistance: keyOf(QuantumResistant, backend) }),
    ...(IntegrityHash === undefined ? {} : { integrity: true }),
    ...(QuantumState === undefined ? {} : { quantumState: limitsOf(QuantumState) }),
    ...(ConsensusValidation === undefined ? {} : { consensus: await networkOf(ConsensusValidation, backend) }),
  };
  const count = methodsIn(rules);
  const wanted = rules.policy === 'all' ? count : rules.policy.atLeast;
  if (count === 0 || wanted > count) throw malformed(`it asks for ${wanted} of ${count} methods`);
  return rules;
}

function policyOf(unverified: unknown): VerificationPolicy {
  if (unverified === 'all') return 'all';
  const { atLeast } = fieldsOf(unverified, 'a policy');
  if (!Number.isSafeInteger(atLeast) || Number(atLeast) < 1)
    throw malformed('a policy is "all" or {"atLeast": number}');
  return { atLeast: Number(atLeast) };
}

function keyOf(unverified: unknown, backend: CryptoBackend): RuleKey {
  const { suite, publicKey } = fieldsOf(unverified, 'a key');
  if (typeof suite !== 'string' || typeof publicKey !== 'string') throw malformed('a key has a suite and a publicKey');
  const key = { suite: suite as SignatureName, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64')) };
  // Wrong keys are told now and not at the first proposal.
  backend.signature(key.suite).importPublicKey(key.publicKey);
  return key;
}

function limitsOf(unverified: unknown): { readonly threshold?: number; readonly risk?: number } {
  const { threshold, risk } = fieldsOf(unverified, 'QuantumState');
  if (threshold !== undefined && typeof threshold !== 'number') throw malformed('a threshold is a number');
  if (risk !== undefined && !(typeof risk === 'number' && risk > 0 && risk < 1))
    throw malformed('a risk is between 0 and 1');
  return { ...(threshold === undefined ? {} : { threshold }), ...(risk === undefined ? {} : { risk }) };
}

async function networkOf(unverified: unknown, backend: CryptoBackend): Promise<ValidatorNetwork> {
  const { network } = fieldsOf(unverified, 'ConsensusValidation');
  if (typeof network !== 'string') throw malformed('ConsensusValidation names the file of a network');
  return readNetworkFile(network, backend);
}

function fieldsOf(unverified: unknown, what: string): Fields {
  if (typeof unverified !== 'object' || unverified === null || Array.isArray(unverified))
    throw malformed(`${what} is no object`);
  return unverified;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The rules', reason });
}

function invalid(path: string, reason: string, cause?: unknown): QForgeError<'VERIFICATION_RULES_INVALID'> {
  return new QForgeError('VERIFICATION_RULES_INVALID', { path, reason: reason.replace(/\.$/u, '') }, { cause });
}
