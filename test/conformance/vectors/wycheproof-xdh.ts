import type { ErrorCode } from '../../../src/base/index.ts';
import type { DhName } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectBytes, expectRefusal } from './expectations.ts';
import type { GroupedRunner } from './test-groups.ts';
import { wycheproofResult } from './wycheproof-result.ts';

const curves: Readonly<Record<string, DhName>> = { curve25519: 'X25519', curve448: 'X448' };

/**
 * X25519 and X448 on raw keys.
 *
 * `acceptable` tests leave open whether odd public keys are refused. The product refuses exactly the low-order
 * points, whose secret is zero, and computes all others as RFC 7748 §5 says.
 */
export const runXdh: GroupedRunner = ({ group, test }) => {
  const name = curves[group.text('curve')];
  if (name === undefined) throw group.malformed(`there is no curve ${group.text('curve')}`);
  const [publicKey, privateKey, shared] = [test.hex('public'), test.hex('private'), test.hex('shared')];
  const zero = shared.every((byte) => byte === 0);
  const refused = wycheproofResult(test) === 'invalid' || zero;
  return onBothBackends((backend) => {
    const dh = backend.diffieHellman(name);
    const rightLength = publicKey.length === dh.keyBytes && privateKey.length === dh.keyBytes;
    const code: ErrorCode = rightLength ? 'CRYPTO_KEY_INVALID' : 'CRYPTO_LENGTH_INVALID';
    const agree = () => dh.fromPrivateBytes(privateKey).diffieHellman(dh.importPublicKey(publicKey));
    if (refused) expectRefusal(agree, [code], `public key (${backend.name})`);
    else expectBytes(agree().expose(), shared, `shared secret (${backend.name})`);
  });
};
