import { type Clock, isQForgeError, systemClock } from '../../base/index.ts';
import {
  type ComprehensiveVerification,
  comprehensiveVerify,
  type Digest,
  methodResultsDigest,
} from '../../consensus/index.ts';
import { type CryptoBackend, nativeBackend } from '../../crypto/index.ts';
import type { VotePolicy } from '../node/vote-policy.ts';
import { claimsIn } from './verifiable-content.ts';
import { methodsIn, type VerificationRules } from './verification-rules.ts';

/** What verification works with. */
interface Tools {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
}

const ownTools: Tools = { backend: nativeBackend, clock: systemClock };

/** What the methods of the rules have found in the content of a proposal. */
export interface RulesVerdict extends ComprehensiveVerification {
  /** What a ballot names. spec/consensus §11 */
  readonly methodResults: Digest;
}

/** Runs every method of the rules on a content. Throws `MALFORMED` for content that none can be run on. */
export async function verifyByRules(
  content: Uint8Array,
  rules: VerificationRules,
  tools: Tools = ownTools,
): Promise<RulesVerdict> {
  const request = claimsIn(content, rules, tools.backend);
  // A method without a claim is none of the results, and all that the rules name are wanted.
  const policy = rules.policy === 'all' ? { atLeast: methodsIn(rules) } : rules.policy;
  const verification = await comprehensiveVerify(request, tools, policy);
  return { ...verification, methodResults: methodResultsDigest(verification.results, tools.backend) };
}

/** The policy of a validator that approves what its rules are met by, and rejects everything else; changes of the set are for its operator. */
export function rulesPolicy(rules: VerificationRules, tools: Tools = ownTools): VotePolicy {
  return async ({ kind, content }) => {
    if (kind !== 'statement') return undefined;
    try {
      const { passed, methodResults } = await verifyByRules(content, rules, tools);
      return { verdict: passed ? 'approve' : 'reject', methodResults };
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      return 'reject';
    }
  };
}
