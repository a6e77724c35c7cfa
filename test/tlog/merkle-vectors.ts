import { published } from './published.ts';

interface PublishedProof {
  readonly file: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

/** An inclusion proof of transparency-dev/merkle. */
export interface PublishedInclusion extends PublishedProof {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
}

/** A consistency proof of transparency-dev/merkle. */
export interface PublishedConsistency extends PublishedProof {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
}

/** Published proofs, good and bad. */
export const merkleVectors = published('merkle-proofs.json') as {
  readonly inclusion: readonly PublishedInclusion[];
  readonly consistency: readonly PublishedConsistency[];
};

/** Bytes of Base64; none for null. */
export function bytesOf(base64: string | null): Uint8Array {
  return new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
}
