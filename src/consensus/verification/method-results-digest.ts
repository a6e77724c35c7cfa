import { ByteWriter } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type Digest, digestOf } from '../digest.ts';
import type { MethodResult, VerificationMethod } from './method-result.ts';

/** Methods as they stand in what a ballot names. */
const methodNumbers: Readonly<Record<VerificationMethod, number>> = {
  CryptographicSignature: 1,
  IntegrityHash: 2,
  QuantumResistant: 3,
  QuantumState: 4,
  MultiFactor: 5,
  ConsensusValidation: 6,
};

//  | n u8 | n x ( method u8 | passed u8 ) |   by ascending method. spec/consensus §11
/** The digest by which a ballot names the results behind its verdict. */
export function methodResultsDigest(results: readonly MethodResult[], backend: CryptoBackend): Digest {
  const ordered = results.toSorted((a, b) => methodNumbers[a.method] - methodNumbers[b.method]);
  const writer = new ByteWriter().u8(ordered.length);
  for (const { method, passed } of ordered) writer.u8(methodNumbers[method]).u8(passed ? 1 : 0);
  return digestOf(backend, 'qforge method results v1', writer.finish());
}
