export type { Aead, AeadKey, AeadName } from './aead.ts';
export { type AtomicFileOptions, syncFolder, writeFileAtomically } from './atomic-file.ts';
export type { CryptoBackend } from './backend.ts';
export {
  type CipherSuite,
  cipherSuiteById,
  cipherSuites,
  cipherSuitesOfLevel,
  type SecurityLevel,
} from './cipher-suites.ts';
export { CryptoProtocols, type KemKeyPair } from './crypto-protocols.ts';
export type { DhName, DhPrivateKey, DhPublicKey, DiffieHellman } from './diffie-hellman.ts';
export { fileReadError } from './file-read-error.ts';
export { fileWriteError, systemErrorCode } from './file-write-error.ts';
export { readGuardedFile } from './guarded-file.ts';
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
export {
  decodeKeyContainer,
  encodeUnprotectedKeyContainer,
  type KeyContainer,
  type KeyContainerTools,
  MAX_KEY_CONTAINER_BYTES,
  MAX_KEY_PAYLOAD_BYTES,
  openKeyContainer,
  sealKeyContainer,
} from './key-container.ts';
export { type KeyFileContent, type KeyFileProtection, readKeyFile, writeKeyFile } from './key-file.ts';
export { loadPageBackend, loadPortableBackend } from './load-portable-backend.ts';
export { nativeArgon2id } from './native-argon2.ts';
export { kernelBackend, kernelTestNames, nativeBackend } from './native-backend.ts';
export { defaultWorkFactors, type PassphraseKdf, type WorkFactors } from './passphrase-kdf.ts';
export { runSelfTests, type SelfTestResult, selfTestNames } from './self-test.ts';
export type {
  SignatureName,
  SignatureScheme,
  SigningKey,
  SlhDsaName,
  VerificationKey,
} from './signature.ts';
export { readTextFile, readWholeFile } from './whole-file.ts';
