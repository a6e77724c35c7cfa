import type { HashName } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectBytes, expectRefusal, expectSame, Unsupported } from './expectations.ts';
import type { GroupedRunner } from './test-groups.ts';
import { wycheproofResult } from './wycheproof-result.ts';

const hashNames: Readonly<Record<string, HashName>> = {
  'HKDF-SHA-256': 'SHA-256',
  'HKDF-SHA-384': 'SHA-384',
  'HKDF-SHA-512': 'SHA-512',
  HMACSHA256: 'SHA-256',
  HMACSHA384: 'SHA-384',
  HMACSHA512: 'SHA-512',
  'HMACSHA3-256': 'SHA3-256',
  'HMACSHA3-384': 'SHA3-384',
  'HMACSHA3-512': 'SHA3-512',
};

function hashName(algorithm: string): HashName {
  const name = hashNames[algorithm];
  if (name === undefined) throw new Unsupported(`the product has no ${algorithm}`);
  return name;
}

/** HKDF (RFC 5869): the output, or the refusal of one that is too long. */
export const hkdfRunner =
  (algorithm: string): GroupedRunner =>
  ({ test }) => {
    const name = hashName(algorithm);
    const [inputKey, salt, info, size] = [test.hex('ikm'), test.hex('salt'), test.hex('info'), test.integer('size')];
    const valid = wycheproofResult(test) === 'valid';
    return onBothBackends((backend) => {
      const derive = () => backend.hash(name).hkdf(inputKey, salt, info, size);
      if (valid) expectBytes(derive(), test.hex('okm'), `output (${backend.name})`);
      else expectRefusal(derive, ['ARGUMENT_INVALID'], `${size} bytes of output (${backend.name})`);
    });
  };

/** HMAC (RFC 2104), whose tags may be cut short. */
export const hmacRunner =
  (algorithm: string): GroupedRunner =>
  ({ group, test }) => {
    const name = hashName(algorithm);
    const [key, message, tag] = [test.hex('key'), test.hex('msg'), test.hex('tag')];
    const tagBytes = group.integer('tagSize') / 8;
    const valid = wycheproofResult(test) === 'valid';
    return onBothBackends((backend) => {
      const made = backend.hash(name).hmac(key, message).subarray(0, tagBytes);
      expectSame(backend.equalSecrets(made, tag), valid, `equality of the tag (${backend.name})`);
    });
  };
