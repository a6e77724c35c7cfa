import { equalPublicBytes, utf8 } from '../base/index.ts';
import type { Aead, AeadKey, AeadName } from './aead.ts';
import { failsWith, fromHex, isHex, type SelfTest, withFlippedBit } from './self-test-check.ts';

/** A sealing that was published; `sealed` in hexadecimal digits, tag at its end. */
interface AeadKnownAnswer {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly sealed: string;
}

// Case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), the specification behind SP 800-38D.
const aesGcmAnswer: AeadKnownAnswer = {
  key: fromHex('feffe9928665731c6d6a8f9467308308'.repeat(2)),
  nonce: fromHex('cafebabefacedbaddecaf888'),
  plaintext: fromHex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  ),
  associatedData: fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  sealed:
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
    '76fc6ece0f4e1768cddf8853bb2d551b',
};

// Case 15 of the same: with nothing associated.
const bareAesGcmAnswer: AeadKnownAnswer = {
  key: aesGcmAnswer.key,
  nonce: aesGcmAnswer.nonce,
  plaintext: fromHex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
  ),
  associatedData: new Uint8Array(0),
  sealed:
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad' +
    'b094dac5d93471bdec1a502270e3cc6c',
};

// RFC 8439 §2.8.2.
const chaChaAnswer: AeadKnownAnswer = {
  key: Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index),
  nonce: fromHex('070000004041424344454647'),
  plaintext: utf8(
    "Ladies and Gentlemen of the class of '99: " +
      'If I could offer you only one tip for the future, sunscreen would be it.',
  ),
  associatedData: fromHex('50515253c0c1c2c3c4c5c6c7'),
  sealed:
    'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6' +
    '3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36' +
    '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
    '3ff4def08e4b7a9de576d26586cec64b6116' +
    '1ae10b594f09e26a7e902ecbd0600691',
};

type Way = Pick<AeadKey, 'seal' | 'open'>;

/** Sealing as published, opening it again, and refusing it changed: by a key that is imported, and by one that is not. */
function aeadTest(aead: AeadName, ...answers: readonly AeadKnownAnswer[]): SelfTest {
  return {
    primitive: aead,
    passes: (backend) => answers.every((answer) => isSoundEitherWay(backend.aead(aead), answer)),
  };
}

function isSoundEitherWay(cipher: Aead, answer: AeadKnownAnswer): boolean {
  const unimported: Way = {
    seal: (...input) => cipher.sealOnce(answer.key, ...input),
    open: (...input) => cipher.openOnce(answer.key, ...input),
  };
  return [cipher.importKey(answer.key), unimported].every((way) => isSound(way, answer));
}

function isSound(way: Way, { nonce, plaintext, associatedData, sealed: published }: AeadKnownAnswer): boolean {
  const sealed = fromHex(published);
  return (
    isHex(way.seal(nonce, plaintext, associatedData), published) &&
    equalPublicBytes(way.open(nonce, sealed, associatedData), plaintext) &&
    failsWith('CRYPTO_AUTHENTICATION_FAILED', () => way.open(nonce, withFlippedBit(sealed), associatedData))
  );
}

/** The authenticated ciphers. */
export const aeadSelfTests: readonly SelfTest[] = [
  aeadTest('AES-256-GCM', aesGcmAnswer, bareAesGcmAnswer),
  aeadTest('ChaCha20-Poly1305', chaChaAnswer),
];
