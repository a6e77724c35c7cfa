import type { SignatureInput } from '../../../src/crypto/known-answer.ts';
import { isPreHashName } from '../../../src/crypto/message-format.ts';
import type { GroupedTest } from './test-groups.ts';

/**
 * What the signature of an ACVP test is over.
 *
 * Groups without `signatureInterface` come from before FIPS 204 and 205 were final and mean the internal one.
 */
export function acvpSignatureInput({ group, test }: GroupedTest): SignatureInput {
  const interfaces = ['external', 'internal'] as const;
  const external = group.has('signatureInterface') && group.word('signatureInterface', interfaces) === 'external';
  if (!external) {
    const externalMu = group.has('externalMu') && group.boolean('externalMu');
    return externalMu ? { kind: 'mu', mu: test.hex('mu') } : { kind: 'internal', message: test.hex('message') };
  }
  const message = test.hex('message');
  const context = test.optionalHex('context') ?? new Uint8Array(0);
  const hash = test.optionalText('hashAlg') ?? 'none';
  const preHashed = group.has('preHash') ? group.word('preHash', ['pure', 'preHash']) === 'preHash' : hash !== 'none';
  if (!preHashed) return { kind: 'pure', message, context };
  if (!isPreHashName(hash)) throw test.malformed(`there is no hash function ${hash}`);
  return { kind: 'pre-hash', message, context, hash };
}
