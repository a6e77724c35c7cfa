import { assert, concatBytes, type SecretBytes, utf8 } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import type { Hash } from './hash.ts';
import { joinedSecret } from './joined-secret.ts';
import type { Shake256 } from './shake256.ts';
import type { CompositeName, EdDsaName, MlDsaName, SignatureScheme, SigningKey, VerificationKey } from './signature.ts';
import { isContextAllowed, requireContext } from './signature-context.ts';

/** What a composite is built from, all of one backend. */
export interface CompositeParts {
  readonly mlDsa: SignatureScheme;
  readonly edDsa: SignatureScheme;
  readonly sha512: Hash;
  readonly shake256: Shake256;
}

interface Composite {
  readonly mlDsa: MlDsaName;
  readonly edDsa: EdDsaName;
  /** PH of the draft. */
  readonly preHash: (parts: CompositeParts, message: Uint8Array) => Uint8Array;
}

// draft-ietf-lamps-pq-composite-sigs, "Algorithm Identifiers and Parameters".
const composites: Readonly<Record<CompositeName, Composite>> = {
  'MLDSA65-Ed25519-SHA512': {
    mlDsa: 'ML-DSA-65',
    edDsa: 'Ed25519',
    preHash: ({ sha512 }, message) => sha512.digest(message),
  },
  'MLDSA87-Ed448-SHAKE256': {
    mlDsa: 'ML-DSA-87',
    edDsa: 'Ed448',
    preHash: ({ shake256 }, message) => shake256(64, message),
  },
};

/** The algorithms that a composite is of. */
export function compositeAlgorithms(name: CompositeName): { readonly mlDsa: MlDsaName; readonly edDsa: EdDsaName } {
  return composites[name];
}

const PREFIX = utf8('CompositeAlgorithmSignatures2025');
const NO_CONTEXT = new Uint8Array(0);

/** One composite, whose parts sign a representative of the message under its label. */
class CompositeFormat {
  readonly name: CompositeName;
  readonly parts: CompositeParts;
  readonly label: Uint8Array;
  readonly #composite: Composite;

  constructor(name: CompositeName, parts: CompositeParts) {
    this.name = name;
    this.parts = parts;
    this.label = utf8(`COMPSIG-${name}`);
    this.#composite = composites[name];
    assert(parts.mlDsa.name === this.#composite.mlDsa, `${name} has ${this.#composite.mlDsa} in it`);
    assert(parts.edDsa.name === this.#composite.edDsa, `${name} has ${this.#composite.edDsa} in it`);
    assert(parts.sha512.name === 'SHA-512', `${name} hashes with SHA-512 where it does`);
  }

  /** M' of the draft, "Sign", step 2. */
  representative(message: Uint8Array, context: Uint8Array): Uint8Array {
    const digest = this.#composite.preHash(this.parts, message);
    return concatBytes(PREFIX, this.label, Uint8Array.of(context.length), context, digest);
  }
}

class CompositeVerificationKey implements VerificationKey {
  readonly algorithm: CompositeName;
  readonly bytes: Uint8Array;
  readonly #format: CompositeFormat;
  readonly #mlDsaKey: VerificationKey;
  readonly #edDsaKey: VerificationKey;

  constructor(format: CompositeFormat, mlDsaKey: VerificationKey, edDsaKey: VerificationKey) {
    this.algorithm = format.name;
    this.bytes = concatBytes(mlDsaKey.bytes, edDsaKey.bytes);
    this.#format = format;
    this.#mlDsaKey = mlDsaKey;
    this.#edDsaKey = edDsaKey;
  }

  verify(message: Uint8Array, signature: Uint8Array, context: Uint8Array = NO_CONTEXT): boolean {
    const { mlDsa, edDsa } = this.#format.parts;
    if (signature.length !== mlDsa.signatureBytes + edDsa.signatureBytes) return false;
    if (!isContextAllowed(this.algorithm, context)) return false;
    const representative = this.#format.representative(message, context);
    const mlDsaSignature = signature.subarray(0, mlDsa.signatureBytes);
    const edDsaSignature = signature.subarray(mlDsa.signatureBytes);
    return (
      this.#mlDsaKey.verify(representative, mlDsaSignature, this.#format.label) &&
      this.#edDsaKey.verify(representative, edDsaSignature)
    );
  }
}

class CompositeSigningKey implements SigningKey {
  readonly algorithm: CompositeName;
  readonly publicKey: VerificationKey;
  readonly #format: CompositeFormat;
  readonly #mlDsaKey: SigningKey;
  readonly #edDsaKey: SigningKey;

  constructor(format: CompositeFormat, mlDsaKey: SigningKey, edDsaKey: SigningKey) {
    this.algorithm = format.name;
    this.publicKey = new CompositeVerificationKey(format, mlDsaKey.publicKey, edDsaKey.publicKey);
    this.#format = format;
    this.#mlDsaKey = mlDsaKey;
    this.#edDsaKey = edDsaKey;
  }

  sign(message: Uint8Array, context: Uint8Array = NO_CONTEXT): Uint8Array {
    requireContext(this.algorithm, context);
    const representative = this.#format.representative(message, context);
    return concatBytes(this.#mlDsaKey.sign(representative, this.#format.label), this.#edDsaKey.sign(representative));
  }

  exportSecret(): SecretBytes {
    using mlDsaSecret = this.#mlDsaKey.exportSecret();
    using edDsaSecret = this.#edDsaKey.exportSecret();
    return joinedSecret(mlDsaSecret.expose(), edDsaSecret.expose());
  }
}

/**
 * ML-DSA and EdDSA as one scheme; both signatures must verify (draft-ietf-lamps-pq-composite-sigs).
 *
 * Public keys, secrets (ML-DSA as its seed) and signatures are those of both, ML-DSA first. A part of a composite key
 * is never used alone.
 */
export class CompositeSignature implements SignatureScheme {
  readonly name: CompositeName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;
  readonly #format: CompositeFormat;

  constructor(name: CompositeName, parts: CompositeParts) {
    const { mlDsa, edDsa } = parts;
    this.name = name;
    this.publicKeyBytes = mlDsa.publicKeyBytes + edDsa.publicKeyBytes;
    this.secretBytes = mlDsa.secretBytes + edDsa.secretBytes;
    this.signatureBytes = mlDsa.signatureBytes + edDsa.signatureBytes;
    this.#format = new CompositeFormat(name, parts);
  }

  generate(): SigningKey {
    const { mlDsa, edDsa } = this.#format.parts;
    return new CompositeSigningKey(this.#format, mlDsa.generate(), edDsa.generate());
  }

  fromSecret(secret: Uint8Array): SigningKey {
    const { mlDsa, edDsa } = this.#format.parts;
    requireLength(secret, this.secretBytes, `The ${this.name} private key`);
    const mlDsaKey = mlDsa.fromSecret(secret.subarray(0, mlDsa.secretBytes));
    return new CompositeSigningKey(this.#format, mlDsaKey, edDsa.fromSecret(secret.subarray(mlDsa.secretBytes)));
  }

  importPublicKey(unverified: Uint8Array): VerificationKey {
    const { mlDsa, edDsa } = this.#format.parts;
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    const mlDsaKey = mlDsa.importPublicKey(unverified.subarray(0, mlDsa.publicKeyBytes));
    const edDsaKey = edDsa.importPublicKey(unverified.subarray(mlDsa.publicKeyBytes));
    return new CompositeVerificationKey(this.#format, mlDsaKey, edDsaKey);
  }
}
