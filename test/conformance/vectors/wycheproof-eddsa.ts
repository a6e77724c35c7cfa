import type { SignatureName } from '../../../src/crypto/index.ts';
import type { JsonFields } from './json-fields.ts';
import { checkAgreement, checkVerification } from './signature-checks.ts';
import type { GroupedRunner } from './test-groups.ts';
import { wycheproofResult } from './wycheproof-result.ts';

const curves: Readonly<Record<string, SignatureName>> = { edwards25519: 'Ed25519', edwards448: 'Ed448' };

/** Signatures to verify under a key of the group, which older editions call `key`. */
export const runEdDsaVerification: GroupedRunner = ({ group, test }) => {
  const key: JsonFields = group.object(group.has('publicKey') ? 'publicKey' : 'key');
  const name = curves[key.text('curve')];
  if (name === undefined) throw key.malformed(`there is no curve ${key.text('curve')}`);
  const signed = { publicKey: key.hex('pk'), message: test.hex('msg'), signature: test.hex('sig') };
  const result = wycheproofResult(test);
  return result === 'acceptable' ? checkAgreement(name, signed) : checkVerification(name, signed, result === 'valid');
};
