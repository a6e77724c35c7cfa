import { Unsupported } from './expectations.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import { type GroupedRunner, groupedCases } from './test-groups.ts';
import type { VectorFormat } from './vector-format.ts';
import { wycheproofAeadRunner } from './wycheproof-aead.ts';
import { runEdDsaVerification } from './wycheproof-eddsa.ts';
import { hkdfRunner, hmacRunner } from './wycheproof-hash.ts';
import { mlDsaSigningRunner, mlDsaVerificationRunner } from './wycheproof-ml-dsa.ts';
import {
  runMlKem,
  runMlKemEncapsulation,
  runMlKemExpandedDecapsulation,
  runMlKemKeyGeneration,
} from './wycheproof-ml-kem.ts';
import { runXdh } from './wycheproof-xdh.ts';

const unsupported = (reason: string) => (): GroupedRunner => () => {
  throw new Unsupported(reason);
};

/** How the tests of each type of group are run, by the algorithm of the file. */
const runners: Readonly<Record<string, (algorithm: string) => GroupedRunner>> = {
  AeadTest: wycheproofAeadRunner,
  EddsaVerify: () => runEdDsaVerification,
  HkdfTest: hkdfRunner,
  MacTest: hmacRunner,
  MlDsaSign: mlDsaSigningRunner,
  MlDsaVerify: mlDsaVerificationRunner,
  MLKEMTest: () => runMlKem,
  MLKEMEncapsTest: () => runMlKemEncapsulation,
  MLKEMKeyGen: () => runMlKemKeyGeneration,
  MLKEMDecapsTest: () => runMlKemExpandedDecapsulation,
  MLKEMDecapsValidationTest: () => runMlKemExpandedDecapsulation,
  XdhComp: () => runXdh,
  XdhAsnComp: unsupported('the product takes raw keys, not ASN.1'),
  XdhJwkComp: unsupported('the product takes raw keys, not JSON Web Keys'),
  XdhPemComp: unsupported('the product takes raw keys, not PEM'),
  PbkdfTest: unsupported('the product derives keys from passphrases with Argon2id, not with PBKDF2'),
  ChunkedEncryption: unsupported('the product does not encrypt in the Cobblestone format'),
};

/** Wycheproof's vectors, told by their schema; groups are told by their type. */
export const wycheproof: VectorFormat = {
  name: 'Wycheproof',
  read: ({ json, path }) => {
    if (!isRecord(json) || typeof json.schema !== 'string' || !Array.isArray(json.testGroups)) return undefined;
    const root = new JsonFields(json, path);
    const algorithm = root.text('algorithm');
    return groupedCases(root, (group) => {
      const runnerOf = runners[group.text('type')];
      if (runnerOf === undefined) throw group.malformed(`there is no type ${group.text('type')}`);
      return runnerOf(algorithm);
    });
  },
};
