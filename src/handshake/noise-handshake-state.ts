import { type ByteReader, defined, type SecretBytes, unreachable } from '../base/index.ts';
import type { DhPublicKey, KemPublicKey } from '../crypto/index.ts';
import type { HandshakeRole } from './handshake-pattern.ts';
import type { KnownStaticKeys, NoisePrivateKeys, NoisePublicKeys } from './noise-keys.ts';
import type {
  AgreeOperation,
  EncapsulateOperation,
  KeyAge,
  KeyKind,
  NoiseOperation,
  SendKeyOperation,
} from './noise-operations.ts';
import type { NoisePrimitives } from './noise-primitives.ts';
import type { SymmetricState } from './symmetric-state.ts';

const NOTHING = new Uint8Array(0);

/** The variables of one party: Noise §5.3. */
export interface NoiseVariables {
  readonly primitives: NoisePrimitives;
  readonly role: HandshakeRole;
  readonly hasPsk: boolean;
  readonly knownKeys: KnownStaticKeys | undefined;
  readonly symmetric: SymmetricState;
  readonly local: Readonly<Record<KeyAge, NoisePrivateKeys>>;
  readonly remote: Readonly<Record<KeyAge, NoisePublicKeys>>;
  /** All pre-shared keys in the order of their tokens; shared with clones, so that one can be set late. */
  readonly psks: readonly (SecretBytes | undefined)[];
  /** How many of them have been mixed in. */
  readonly usedPsks: number;
}

/**
 * What each step of a message does to the variables: spec/noise §3.
 *
 * A step that throws leaves them half changed: work on a clone, and keep it only on success.
 */
export class NoiseHandshakeState {
  #variables: NoiseVariables;

  constructor(variables: NoiseVariables) {
    this.#variables = variables;
  }

  get variables(): NoiseVariables {
    return this.#variables;
  }

  clone(): NoiseHandshakeState {
    return new NoiseHandshakeState({ ...this.#variables, symmetric: this.#variables.symmetric.clone() });
  }

  /** Carries a step out as the sender, and returns what goes on the wire. */
  write(operation: NoiseOperation): Uint8Array {
    switch (operation.kind) {
      case 'send-key':
        return this.#sendKey(operation);
      case 'encapsulate':
        return this.#encapsulate(operation);
      case 'agree':
        this.#agree(operation);
        return NOTHING;
      case 'psk':
        this.#mixPsk();
        return NOTHING;
      default:
        return unreachable(operation);
    }
  }

  /** Carries a step out as the receiver, taking its field from `unverified`. Throws `MALFORMED` and `CRYPTO_...`. */
  read(operation: NoiseOperation, unverified: ByteReader): void {
    switch (operation.kind) {
      case 'send-key':
        return this.#receiveKey(operation, unverified);
      case 'encapsulate':
        return this.#decapsulate(operation, unverified);
      case 'agree':
        return this.#agree(operation);
      case 'psk':
        return this.#mixPsk();
      default:
        return unreachable(operation);
    }
  }

  #sendKey(operation: SendKeyOperation): Uint8Array {
    const publicKey = this.#ownKey(operation.age, operation.key).publicKey.bytes;
    const field = this.#protect(operation.protection, publicKey);
    if (operation.mixKeyWithPsk && this.#variables.hasPsk) this.#variables.symmetric.mixKey(publicKey);
    return field;
  }

  #receiveKey(operation: SendKeyOperation, unverified: ByteReader): void {
    const { primitives, remote, symmetric, hasPsk } = this.#variables;
    const { age, key } = operation;
    const length = publicKeyBytes(primitives, key);
    const publicKey = this.#unprotect(operation.protection, unverified, length);
    if (operation.mixKeyWithPsk && hasPsk) symmetric.mixKey(publicKey);
    const imported =
      key === 'dh' ? { dh: this.#importDhKey(age, publicKey) } : { kem: this.#importKemKey(age, publicKey) };
    this.#variables = { ...this.#variables, remote: { ...remote, [age]: { ...remote[age], ...imported } } };
  }

  #importDhKey(age: KeyAge, unverified: Uint8Array): DhPublicKey {
    const { primitives, knownKeys } = this.#variables;
    const known = age === 'static' ? knownKeys?.dh.recall(unverified) : undefined;
    return known ?? defined(primitives.dh, 'the DH function').importPublicKey(unverified);
  }

  #importKemKey(age: KeyAge, unverified: Uint8Array): KemPublicKey {
    const { primitives, knownKeys } = this.#variables;
    const known = age === 'static' ? knownKeys?.kem.recall(unverified) : undefined;
    return known ?? defined(primitives.kem, 'the KEM').importPublicKey(unverified);
  }

  #encapsulate(operation: EncapsulateOperation): Uint8Array {
    const { ciphertext, sharedSecret } = this.#remoteKemKey(operation.to).encapsulate();
    const field = this.#protect(operation.protection, ciphertext);
    this.#mixSecret(sharedSecret, operation.mix);
    return field;
  }

  #decapsulate(operation: EncapsulateOperation, unverified: ByteReader): void {
    const { primitives, local } = this.#variables;
    const length = defined(primitives.kem, 'the KEM').ciphertextBytes;
    const ciphertext = this.#unprotect(operation.protection, unverified, length);
    const secret = defined(local[operation.to].kem, `the local ${operation.to} KEM key`).decapsulate(ciphertext);
    this.#mixSecret(secret, operation.mix);
  }

  #agree(operation: AgreeOperation): void {
    const { role, local, remote } = this.#variables;
    const ownAge = operation[role];
    const otherAge = operation[role === 'initiator' ? 'responder' : 'initiator'];
    const own = defined(local[ownAge].dh, `the local ${ownAge} DH key`);
    const other = defined(remote[otherAge].dh, `the remote ${otherAge} DH key`);
    this.#mixSecret(own.diffieHellman(other), 'key');
  }

  #mixPsk(): void {
    const { psks, usedPsks, symmetric } = this.#variables;
    symmetric.mixKeyAndHash(defined(psks[usedPsks], `pre-shared key ${usedPsks}`).expose());
    this.#variables = { ...this.#variables, usedPsks: usedPsks + 1 };
  }

  #mixSecret(secret: SecretBytes, mix: EncapsulateOperation['mix']): void {
    const { symmetric } = this.#variables;
    if (mix === 'key') symmetric.mixKey(secret.expose());
    else symmetric.mixKeyAndHash(secret.expose());
    secret.wipe();
  }

  #protect(protection: SendKeyOperation['protection'], field: Uint8Array): Uint8Array {
    if (protection === 'sealed') return this.#variables.symmetric.encryptAndHash(field);
    this.#variables.symmetric.mixHash(field);
    return field;
  }

  #unprotect(protection: SendKeyOperation['protection'], unverified: ByteReader, plainBytes: number): Uint8Array {
    const { symmetric, primitives } = this.#variables;
    if (protection === 'sealed') {
      const tagBytes = symmetric.hasKey ? primitives.aead.tagBytes : 0;
      return symmetric.decryptAndHash(unverified.bytes(plainBytes + tagBytes));
    }
    const field = unverified.bytes(plainBytes);
    symmetric.mixHash(field);
    return field;
  }

  /** The local key pair; an ephemeral one is generated when first needed. */
  #ownKey(age: KeyAge, kind: KeyKind): NonNullable<NoisePrivateKeys[KeyKind]> {
    const { local, primitives } = this.#variables;
    const known = local[age][kind];
    if (known !== undefined || age === 'static') return defined(known, `the local ${age} key`);
    const generated =
      kind === 'dh'
        ? { dh: defined(primitives.dh, 'the DH function').generate() }
        : { kem: defined(primitives.kem, 'the KEM').generate() };
    const ephemeral: NoisePrivateKeys = { ...local.ephemeral, ...generated };
    this.#variables = { ...this.#variables, local: { ...local, ephemeral } };
    return defined(ephemeral[kind], 'the generated key');
  }

  #remoteKemKey(age: KeyAge): KemPublicKey {
    return defined(this.#variables.remote[age].kem, `the remote ${age} KEM key`);
  }
}

/** Length of public keys of one kind. */
export function publicKeyBytes(primitives: NoisePrimitives, kind: KeyKind): number {
  return kind === 'dh'
    ? defined(primitives.dh, 'the DH function').keyBytes
    : defined(primitives.kem, 'the KEM').publicKeyBytes;
}
