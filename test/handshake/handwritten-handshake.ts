import { createCipheriv, createHash, createHmac } from 'node:crypto';
import type { CryptoBackend, DhPrivateKey, DhPublicKey, KemPublicKey } from '../../src/crypto/index.ts';

/** The names that a handwritten run needs, in Noise's spelling and in Node's. */
export interface HandwrittenSuite {
  readonly keys: string;
  readonly cipher: 'AESGCM' | 'ChaChaPoly';
  readonly hash: 'SHA256' | 'SHA512';
}

/** Static private keys of one party. */
export interface HandwrittenStatics {
  readonly dh: DhPrivateKey;
  readonly kem: { readonly publicKey: KemPublicKey };
}

/** Everything that goes into a run but the ephemeral keys and coins, which `backend` draws. */
export interface HandwrittenInputs {
  readonly backend: CryptoBackend;
  readonly suite: HandwrittenSuite;
  readonly initiator: HandwrittenStatics;
  readonly responder: HandwrittenStatics;
  readonly psk: Uint8Array;
  readonly prologue: Uint8Array;
  readonly payloads: readonly Uint8Array[];
}

/** What a run yields. */
export interface HandwrittenRun {
  readonly messages: readonly Uint8Array[];
  readonly handshakeHash: Uint8Array;
  /** First transport ciphertext of each direction, over an empty text. */
  readonly firstSeals: readonly [Uint8Array, Uint8Array];
  /** The exported secret of the label `twin`, 32 bytes. */
  readonly exported: Uint8Array;
}

const EMPTY = new Uint8Array(0);

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** The symmetric side of Noise on node:crypto, written down from spec/noise §6 without a line of the engine. */
class Notebook {
  h: Uint8Array;
  ck: Uint8Array;
  k: Uint8Array | undefined;
  n = 0;
  readonly cipher: HandwrittenSuite['cipher'];
  readonly hashName: 'sha256' | 'sha512';

  constructor(suite: HandwrittenSuite, name: string, prologue: Uint8Array) {
    this.cipher = suite.cipher;
    this.hashName = suite.hash === 'SHA256' ? 'sha256' : 'sha512';
    const bytes = new TextEncoder().encode(name);
    const length = suite.hash === 'SHA256' ? 32 : 64;
    this.h = bytes.length > length ? this.digest(bytes) : join(bytes, new Uint8Array(length - bytes.length));
    this.ck = this.h;
    this.mixHash(prologue);
  }

  digest(...parts: readonly Uint8Array[]): Uint8Array {
    return Uint8Array.from(
      createHash(this.hashName)
        .update(join(...parts))
        .digest(),
    );
  }

  hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
    return Uint8Array.from(
      createHmac(this.hashName, key)
        .update(join(...parts))
        .digest(),
    );
  }

  hkdf(input: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
    const temp = this.hmac(this.ck, input);
    const first = this.hmac(temp, Uint8Array.of(1));
    const second = this.hmac(temp, first, Uint8Array.of(2));
    return [first, second, this.hmac(temp, second, Uint8Array.of(3))];
  }

  mixHash(data: Uint8Array): Uint8Array {
    this.h = this.digest(this.h, data);
    return data;
  }

  mixKey(input: Uint8Array): void {
    const [ck, k] = this.hkdf(input);
    [this.ck, this.k, this.n] = [ck, k.slice(0, 32), 0];
  }

  mixKeyAndHash(input: Uint8Array): void {
    const [ck, hashInput, k] = this.hkdf(input);
    this.mixHash(hashInput);
    [this.ck, this.k, this.n] = [ck, k.slice(0, 32), 0];
  }

  seal(plaintext: Uint8Array): Uint8Array {
    if (this.k === undefined) return this.mixHash(plaintext);
    const sealed = this.encrypt(this.k, this.n, plaintext, this.h);
    this.n += 1;
    return this.mixHash(sealed);
  }

  /** Counters below 256 suffice here. */
  encrypt(key: Uint8Array, counter: number, plaintext: Uint8Array, associatedData: Uint8Array): Uint8Array {
    const aes = this.cipher === 'AESGCM';
    const nonce = new Uint8Array(12);
    nonce[aes ? 11 : 4] = counter;
    const name = aes ? 'aes-256-gcm' : ('chacha20-poly1305' as 'aes-256-gcm');
    const cipher = createCipheriv(name, key, nonce, { authTagLength: 16 });
    cipher.setAAD(associatedData);
    return join(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
  }

  finish(messages: readonly Uint8Array[]): HandwrittenRun {
    const [first, second, third] = this.hkdf(EMPTY);
    const [c1, c2] = [first.slice(0, 32), second.slice(0, 32)];
    const exportKey = this.hmac(this.h, third);
    return {
      messages,
      handshakeHash: this.h,
      firstSeals: [this.encrypt(c1, 0, EMPTY, EMPTY), this.encrypt(c2, 0, EMPTY, EMPTY)],
      exported: this.hmac(exportKey, new TextEncoder().encode('twin'), Uint8Array.of(1)).slice(0, 32),
    };
  }
}

function agree(own: DhPrivateKey, other: DhPublicKey): Uint8Array {
  return own.diffieHellman(other).expose();
}

function parts(inputs: HandwrittenInputs): {
  dh: () => DhPrivateKey;
  kem: () => HandwrittenStatics['kem'] & KemHolder;
} {
  const [dhName, kemName] = inputs.suite.keys.split('+') as ['25519' | '448', string];
  const dh = inputs.backend.diffieHellman(dhName === '448' ? 'X448' : 'X25519');
  const kem = inputs.backend.kem(`ML-KEM-${kemName.replace('MLKEM', '')}` as 'ML-KEM-768');
  return { dh: () => dh.generate(), kem: () => kem.generate() };
}

interface KemHolder {
  readonly publicKey: KemPublicKey;
}

/**
 * `XXpsk4` of the qforge family, step by step:
 * -> e, e1 ; <- e, ee, ekem1, s, es ; -> skem, s, se ; <- skem, psk
 */
export function handwrittenXXpsk4(inputs: HandwrittenInputs): HandwrittenRun {
  const { suite, initiator, responder, psk, prologue, payloads } = inputs;
  const generate = parts(inputs);
  const note = new Notebook(suite, `Noise_XXpsk4_${suite.keys}_${suite.cipher}_${suite.hash}`, prologue);
  const [p1 = EMPTY, p2 = EMPTY, p3 = EMPTY, p4 = EMPTY] = payloads;

  const ei = generate.dh();
  const ei1 = generate.kem();
  const m1e = note.mixHash(ei.publicKey.bytes);
  note.mixKey(ei.publicKey.bytes);
  const m1e1 = note.mixHash(ei1.publicKey.bytes);
  const m1 = join(m1e, m1e1, note.seal(p1));

  const er = generate.dh();
  const m2e = note.mixHash(er.publicKey.bytes);
  note.mixKey(er.publicKey.bytes);
  note.mixKey(agree(er, ei.publicKey));
  const ekem1 = ei1.publicKey.encapsulate();
  const m2ekem1 = note.seal(ekem1.ciphertext);
  note.mixKey(ekem1.sharedSecret.expose());
  const m2s = join(note.seal(responder.dh.publicKey.bytes), note.seal(responder.kem.publicKey.bytes));
  note.mixKey(agree(responder.dh, ei.publicKey));
  const m2 = join(m2e, m2ekem1, m2s, note.seal(p2));

  const skemToResponder = responder.kem.publicKey.encapsulate();
  const m3skem = note.seal(skemToResponder.ciphertext);
  note.mixKeyAndHash(skemToResponder.sharedSecret.expose());
  const m3s = join(note.seal(initiator.dh.publicKey.bytes), note.seal(initiator.kem.publicKey.bytes));
  note.mixKey(agree(initiator.dh, er.publicKey));
  const m3 = join(m3skem, m3s, note.seal(p3));

  const skemToInitiator = initiator.kem.publicKey.encapsulate();
  const m4skem = note.seal(skemToInitiator.ciphertext);
  note.mixKeyAndHash(skemToInitiator.sharedSecret.expose());
  note.mixKeyAndHash(psk);
  const m4 = join(m4skem, note.seal(p4));

  return note.finish([m1, m2, m3, m4]);
}

/**
 * `IKpsk2` of the qforge family, step by step:
 * <- s ; ... ; -> skem, e, e1, es, s, ss ; <- e, ee, ekem1, se, skem, psk
 */
export function handwrittenIKpsk2(inputs: HandwrittenInputs): HandwrittenRun {
  const { suite, initiator, responder, psk, prologue, payloads } = inputs;
  const generate = parts(inputs);
  const note = new Notebook(suite, `Noise_IKpsk2_${suite.keys}_${suite.cipher}_${suite.hash}`, prologue);
  const [p1 = EMPTY, p2 = EMPTY] = payloads;
  note.mixHash(responder.dh.publicKey.bytes);
  note.mixHash(responder.kem.publicKey.bytes);

  const skemToResponder = responder.kem.publicKey.encapsulate();
  const m1skem = note.mixHash(skemToResponder.ciphertext);
  note.mixKeyAndHash(skemToResponder.sharedSecret.expose());
  const ei = generate.dh();
  const ei1 = generate.kem();
  const m1e = note.mixHash(ei.publicKey.bytes);
  note.mixKey(ei.publicKey.bytes);
  const m1e1 = note.mixHash(ei1.publicKey.bytes);
  note.mixKey(agree(ei, responder.dh.publicKey));
  const m1s = join(note.seal(initiator.dh.publicKey.bytes), note.seal(initiator.kem.publicKey.bytes));
  note.mixKey(agree(initiator.dh, responder.dh.publicKey));
  const m1 = join(m1skem, m1e, m1e1, m1s, note.seal(p1));

  const er = generate.dh();
  const m2e = note.mixHash(er.publicKey.bytes);
  note.mixKey(er.publicKey.bytes);
  note.mixKey(agree(er, ei.publicKey));
  const ekem1 = ei1.publicKey.encapsulate();
  const m2ekem1 = note.seal(ekem1.ciphertext);
  note.mixKey(ekem1.sharedSecret.expose());
  note.mixKey(agree(er, initiator.dh.publicKey));
  const skemToInitiator = initiator.kem.publicKey.encapsulate();
  const m2skem = note.seal(skemToInitiator.ciphertext);
  note.mixKeyAndHash(skemToInitiator.sharedSecret.expose());
  note.mixKeyAndHash(psk);
  const m2 = join(m2e, m2ekem1, m2skem, note.seal(p2));

  return note.finish([m1, m2]);
}
