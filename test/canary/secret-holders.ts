import { createSecretKey, hkdfSync } from 'node:crypto';
import { SecretBytes } from '../../src/base/index.ts';
import { type CryptoBackend, cipherSuiteById, kernelBackend, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { CookieMint } from '../../src/handshake/cookie-mint.ts';
import { HeldSecret } from '../../src/handshake/held-secret.ts';
import { RekeyChain } from '../../src/handshake/rekey-chain.ts';
import { KeyChain } from '../../src/libp2p/key-chain.ts';
import { RowSealer } from '../../src/qkd/kme/row-sealer.ts';
import { EntropyConditioner } from '../../src/security/entropy-conditioner.ts';
import { seededBytes } from '../security/seeded-bytes.ts';

/** An object with a secret in it that is known here. */
export interface Planted {
  readonly holder: unknown;
  readonly secrets: Readonly<Record<string, Uint8Array>>;
}

/** How a canary gets into a class; or, in words, why there is none. */
export type Holder = (() => readonly Planted[]) | string;

const PUBLIC = 'it holds public keys only';

/** A secret of so many bytes that nobody has by chance. */
export function canary(name: string, length: number): Uint8Array {
  return Uint8Array.from(seededBytes(`canary ${name}`, length));
}

const WHOLE_RUN = 'whole clients are inspected with the canaries of their identities';
const RECORD_KEYS = 'it keeps an AEAD key, which is in the table';

const both = [nativeBackend, portableBackend];

function kems(
  backends: readonly CryptoBackend[],
  ...names: readonly Parameters<CryptoBackend['kem']>[0][]
): () => readonly Planted[] {
  return () =>
    backends.flatMap((backend) =>
      names.map((name) => {
        const seed = canary(name, backend.kem(name).seedBytes);
        return { holder: backend.kem(name).fromSeed(seed.slice()), secrets: { [name]: seed } };
      }),
    );
}

function dhs(backend: CryptoBackend): () => readonly Planted[] {
  return () =>
    (['X25519', 'X448'] as const).map((name) => {
      const scalar = canary(name, backend.diffieHellman(name).keyBytes);
      return { holder: backend.diffieHellman(name).fromPrivateBytes(scalar.slice()), secrets: { [name]: scalar } };
    });
}

function signers(
  backends: readonly CryptoBackend[],
  ...names: readonly Parameters<CryptoBackend['signature']>[0][]
): () => readonly Planted[] {
  return () =>
    backends.flatMap((backend) =>
      names.map((name) => {
        const secret = canary(name, backend.signature(name).secretBytes);
        return { holder: backend.signature(name).fromSecret(secret.slice()), secrets: { [name]: secret } };
      }),
    );
}

function aeads(backend: CryptoBackend): () => readonly Planted[] {
  return () =>
    (['AES-256-GCM', 'ChaCha20-Poly1305'] as const).map((name) => {
      const key = canary(name, 32);
      const holder = backend.aead(name).importKey(key.slice());
      holder.seal(new Uint8Array(12), new Uint8Array(40));
      return { holder, secrets: { [name]: key } };
    });
}

/** The backend whose next random bytes are a canary. */
function rigged(secret: Uint8Array): CryptoBackend {
  const fill = <T extends Uint8Array>(target: T): T => {
    target.set(secret.subarray(0, target.length));
    return target;
  };
  return { ...nativeBackend, random: { fill } };
}

/** One row for each class that holds secrets. */
export const secretHolders: Readonly<Record<string, Holder>> = {
  'crypto/native-kem.ts NativeKemPublicKey': PUBLIC,
  'crypto/native-signature.ts NativeVerificationKey': PUBLIC,
  'crypto/native-diffie-hellman.ts NativeDhPublicKey': PUBLIC,
  'crypto/native-kem.ts NativeKemPrivateKey': kems([nativeBackend], 'ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'),
  'crypto/portable-kem.ts PortableMlKemPrivateKey': kems([portableBackend], 'ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'),
  'crypto/kernel-ml-kem.ts KernelPrivateKey': kems([kernelBackend], 'ML-KEM-768'),
  'crypto/combined-kem.ts CombinedKemPrivateKey': kems(both, 'X-Wing', 'X25519+ML-KEM-512', 'X448+ML-KEM-1024'),
  'crypto/dh-kem.ts DhKemPrivateKey': kems(both, 'X25519', 'X448'),
  'crypto/native-diffie-hellman.ts NativeDhPrivateKey': dhs(nativeBackend),
  'crypto/portable-diffie-hellman.ts PortableDhPrivateKey': dhs(portableBackend),
  'crypto/native-signature.ts NativeSigningKey': signers([nativeBackend], 'Ed25519', 'Ed448', 'ML-DSA-65', 'ML-DSA-87'),
  'crypto/portable-eddsa.ts PortableEdDsaSigningKey': signers([portableBackend], 'Ed25519', 'Ed448'),
  'crypto/portable-ml-dsa.ts PortableMlDsaSigningKey': signers([portableBackend], 'ML-DSA-44', 'ML-DSA-65'),
  'crypto/portable-slh-dsa.ts PortableSlhDsaSigningKey': signers([portableBackend], 'SLH-DSA-SHA2-128f'),
  'crypto/composite-signature.ts CompositeSigningKey': signers(both, 'MLDSA65-Ed25519-SHA512'),
  'crypto/native-aead.ts NativeAeadKey': aeads(nativeBackend),
  'crypto/portable-aead.ts PortableAeadKey': aeads(portableBackend),
  'client/streamlined-secure-client.ts StreamlinedSecureClient': WHOLE_RUN,
  'network/network-comms.ts NetworkComms': WHOLE_RUN,
  'network/record-protection.ts RecordOpener': RECORD_KEYS,
  'network/record-protection.ts RecordSealer': RECORD_KEYS,
  'handshake/cipher-state.ts CipherState': RECORD_KEYS,
  'handshake/noise-handshake.ts NoiseHandshake': 'it keeps keys of the classes above; whole handshakes are below',
  'consensus/consensus-engine.ts ConsensusEngine': 'it keeps a signing key, which is in the table',
  'tlog/note-signer.ts NoteSigner': 'it keeps a signing key, which is in the table',
  'handshake/symmetric-state.ts SymmetricState':
    'it derives its keys, which nobody knows beforehand; HeldSecret is what it keeps them in',
  'libp2p/key-chain.ts KeyChain': () => {
    const secret = canary('key chain', 32);
    const holder = new KeyChain(SecretBytes.take(secret.slice()), nativeBackend);
    void holder.current;
    return [{ holder, secrets: { 'key chain': secret } }];
  },
  'handshake/cookie-mint.ts CookieMint': () => {
    const secret = canary('cookie', 32);
    const holder = new CookieMint(rigged(secret));
    holder.issue('tcp://192.0.2.1:1', 0);
    return [{ holder, secrets: { cookie: secret } }];
  },
  'handshake/rekey-chain.ts RekeyChain': () => {
    const root = canary('root', 64);
    const holder = new RekeyChain({
      backend: nativeBackend,
      suite: cipherSuiteById(0x0201),
      root: SecretBytes.copyOf(root),
      handshakeHash: new Uint8Array(64),
      initiatorEndpoint: '',
      responderEndpoint: '',
    });
    return [{ holder, secrets: { root } }];
  },
  'security/entropy-conditioner.ts EntropyConditioner': () => {
    const input = canary('entropy', 64);
    const holder = new EntropyConditioner(nativeBackend.hash('SHA-512'));
    holder.absorb([input.slice()]);
    const joined = Buffer.concat([Buffer.from([0, 64]), input]);
    const key = new Uint8Array(hkdfSync('sha512', joined, new Uint8Array(64), 'qforge entropy gather v2', 64));
    return [{ holder, secrets: { input, key } }];
  },
  'qkd/kme/row-sealer.ts RowSealer': () => {
    const secret = canary('data key of a pool', 32);
    const holder = new RowSealer('/pool', SecretBytes.copyOf(secret));
    holder.seal(['row'], secret);
    return [{ holder, secrets: { 'data key of a pool': secret } }];
  },
  'qkd/pki/certificate-keys.ts CertificateKeys':
    'OpenSSL makes its keys and shows nothing of them: see the KeyObject below',
  'messaging/sealed/prekey-vault.ts PrekeyVault':
    'it derives its key from a signing secret, into SecretBytes: see below',
  'messaging/sealed/outbox.ts Outbox': 'it derives its key from a signing secret, into SecretBytes: see below',
};

/** What the classes above keep secrets in. */
export const secretContainers: Readonly<Record<string, () => readonly Planted[]>> = {
  SecretBytes: () => {
    const secret = canary('SecretBytes', 48);
    return [{ holder: SecretBytes.copyOf(secret), secrets: { secret } }];
  },
  HeldSecret: () => {
    const secret = canary('HeldSecret', 48);
    return [{ holder: new HeldSecret(secret.slice()), secrets: { secret } }];
  },
  KeyObject: () => {
    const secret = canary('KeyObject', 48);
    return [{ holder: createSecretKey(secret), secrets: { secret } }];
  },
};
