import { equalPublicBytes } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { failed, type MethodResult, passed } from './method-result.ts';

/** Content with the digest that it should have. */
export interface IntegrityClaim {
  readonly algorithm: 'SHA3-256' | 'SHA-256';
  readonly content: Uint8Array;
  readonly digest: Uint8Array;
}

/** IntegrityHash: the content has the digest. spec/consensus §11 */
export function checkIntegrity({ algorithm, content, digest }: IntegrityClaim, backend: CryptoBackend): MethodResult {
  const holds = equalPublicBytes(backend.hash(algorithm).digest(content), digest);
  return holds
    ? passed('IntegrityHash', `${algorithm} of ${content.length} bytes agrees`)
    : failed('IntegrityHash', `${algorithm} of ${content.length} bytes is another`);
}
