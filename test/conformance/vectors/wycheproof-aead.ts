import { concatBytes, type ErrorCode } from '../../../src/base/index.ts';
import type { AeadName, CryptoBackend } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectBytes, expectRefusal, Unsupported } from './expectations.ts';
import type { JsonFields } from './json-fields.ts';
import type { GroupedRunner } from './test-groups.ts';
import { wycheproofResult } from './wycheproof-result.ts';

const aeadNames: Readonly<Record<string, AeadName>> = {
  'AES-GCM': 'AES-256-GCM',
  'CHACHA20-POLY1305': 'ChaCha20-Poly1305',
};

/** AEADs that Wycheproof has vectors for and the product does not have. */
const FOREIGN_AEADS =
  /^(A128CBC|A192CBC|A256CBC|AEAD-AES-SIV|AEGIS|AES-CCM|AES-EAX|AES-GCM-SIV|ARIA|ASCON|CAMELLIA|MORUS|SEED|SM4|XCHACHA20)/iu;

/** Flags of tests that are invalid for the length of their nonce alone. */
const NONCE_FLAGS = ['InvalidNonceSize', 'ZeroLengthIv'];

interface AeadTest {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly message: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

function aeadTest(test: JsonFields): AeadTest {
  return {
    key: test.hex('key'),
    nonce: test.hex('iv'),
    message: test.hex('msg'),
    associatedData: test.hex('aad'),
    ciphertext: test.hex('ct'),
    tag: test.hex('tag'),
  };
}

function open(backend: CryptoBackend, name: AeadName, test: AeadTest): Uint8Array {
  const key = backend.aead(name).importKey(test.key);
  return key.open(test.nonce, concatBytes(test.ciphertext, test.tag), test.associatedData);
}

function checkValid(backend: CryptoBackend, name: AeadName, test: AeadTest): void {
  const sealed = backend.aead(name).importKey(test.key).seal(test.nonce, test.message, test.associatedData);
  expectBytes(sealed, concatBytes(test.ciphertext, test.tag), `sealed (${backend.name})`);
  expectBytes(open(backend, name, test), test.message, `opened (${backend.name})`);
}

/** The size that the product does not have, and how it must refuse it. Its AEADs have one size of each. */
function foreignSize(backend: CryptoBackend, name: AeadName, test: AeadTest): [string, ErrorCode] | undefined {
  const { keyBytes, nonceBytes, tagBytes } = backend.aead(name);
  if (test.key.length !== keyBytes) return [`${test.key.length * 8}-bit keys`, 'CRYPTO_LENGTH_INVALID'];
  if (test.nonce.length !== nonceBytes) return ['nonces of other lengths than 96 bits', 'CRYPTO_LENGTH_INVALID'];
  if (test.tag.length !== tagBytes) return ['tags of other lengths than 128 bits', 'CRYPTO_AUTHENTICATION_FAILED'];
  return undefined;
}

const runAead =
  (name: AeadName): GroupedRunner =>
  ({ test: fields }) => {
    const test = aeadTest(fields);
    const result = wycheproofResult(fields);
    const invalidNonce = result === 'invalid' && fields.texts('flags').some((flag) => NONCE_FLAGS.includes(flag));
    let unsupported: string | undefined;
    const ran = onBothBackends((backend) => {
      const [size, foreignCode] = foreignSize(backend, name, test) ?? [];
      const code = foreignCode ?? (result === 'valid' ? undefined : 'CRYPTO_AUTHENTICATION_FAILED');
      if (code === undefined) checkValid(backend, name, test);
      else expectRefusal(() => open(backend, name, test), [code], `opening (${backend.name})`);
      unsupported = size;
    });
    // A nonce that nobody may take is refused as it should be; the other sizes are only not ours.
    const onlyNonceIsForeign = invalidNonce && test.key.length === 32;
    if (unsupported === undefined || onlyNonceIsForeign) return ran;
    throw new Unsupported(`${name} takes no ${unsupported} (and refuses them)`);
  };

/** How the tests of an AEAD file are run. */
export function wycheproofAeadRunner(algorithm: string): GroupedRunner {
  const name = aeadNames[algorithm];
  if (name !== undefined) return runAead(name);
  return ({ group }) => {
    if (!FOREIGN_AEADS.test(algorithm)) throw group.malformed(`there is no AEAD ${algorithm}`);
    throw new Unsupported(`the product has no ${algorithm}`);
  };
}
