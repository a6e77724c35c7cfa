import type { HashName } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectBytes, expectRefusal, expectSame, Unsupported } from './expectations.ts';
import type { JsonFields } from './json-fields.ts';
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

/** Hash functions that Wycheproof has vectors for and the product does not have: too weak, or not needed. */
const FOREIGN_HASHES = /^(HKDF-|HMAC)(SHA-?1|SHA-?224|SHA-?512\/(224|256)|SHA3-224|SM3)$/u;

function hashName(algorithm: string, group: JsonFields): HashName {
  const name = hashNames[algorithm];
  if (name !== undefined) return name;
  if (!FOREIGN_HASHES.test(algorithm)) throw group.malformed(`there is no algorithm ${algorithm}`);
  throw new Unsupported(`the product has no ${algorithm}`);
}

/** HKDF (RFC 5869): the output, or the refusal of one that is too long. */
export const hkdfRunner =
  (algorithm: string): GroupedRunner =>
  ({ group, test }) => {
    const name = hashName(algorithm, group);
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
    const name = hashName(algorithm, group);
    const [key, message, tag] = [test.hex('key'), test.hex('msg'), test.hex('tag')];
    const tagBytes = group.integer('tagSize') / 8;
    const valid = wycheproofResult(test) === 'valid';
    return onBothBackends((backend) => {
      const made = backend.hash(name).hmac(key, message).subarray(0, tagBytes);
      expectSame(backend.equalSecrets(made, tag), valid, `equality of the tag (${backend.name})`);
    });
  };
