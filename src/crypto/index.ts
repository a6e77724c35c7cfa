export type { Aead, AeadKey, AeadName } from './aead.ts';
export type { CryptoBackend } from './backend.ts';
export {
  type CipherSuite,
  cipherSuiteById,
  cipherSuites,
  cipherSuitesOfLevel,
  type SecurityLevel,
} from './cipher-suites.ts';
export type { DhName, DhPrivateKey, DhPublicKey, DiffieHellman } from './diffie-hellman.ts';
export type { Hash, HashName, HashStream } from './hash.ts';
export {
  type HpkeKeys,
  type HpkeOptions,
  type HpkeReceiver,
  type HpkeSender,
  HpkeSuite,
  type HpkeSuiteNumbers,
} from './hpke.ts';
export type { Encapsulation, Kem, KemName, KemPrivateKey, KemPublicKey } from './kem.ts';
export { nativeBackend } from './native-backend.ts';
export { portableBackend } from './portable-backend.ts';
export type {
  SignatureName,
  SignatureScheme,
  SigningKey,
  SlhDsaName,
  VerificationKey,
} from './signature.ts';
