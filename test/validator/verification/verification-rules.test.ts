import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { methodsIn, readVerificationRules } from '../../../src/validator/verification/verification-rules.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';

test('rules that ask for nothing, for too much, or for something unknown are refused', async (t) => {
  const path = join(temporaryFolder(t), 'rules.json');
  const publicKey = Buffer.from(nativeBackend.signature('Ed25519').generate().publicKey.bytes).toString('base64');
  const read = (rules: unknown): ReturnType<typeof readVerificationRules> => {
    writeFileSync(path, typeof rules === 'string' ? rules : JSON.stringify(rules));
    return readVerificationRules(path);
  };
  const sound = { version: 1, policy: { atLeast: 1 }, methods: { IntegrityHash: {}, QuantumState: { risk: 0.01 } } };
  const rules = await read(sound);
  assert.deepEqual([rules.policy, rules.quantumState, methodsIn(rules)], [{ atLeast: 1 }, { risk: 0.01 }, 2]);
  const key = await read({ version: 1, methods: { CryptographicSignature: { suite: 'Ed25519', publicKey } } });
  assert.deepEqual([key.policy, key.signature?.suite], ['all', 'Ed25519']);
  const broken: readonly unknown[] = [
    '{',
    [],
    { ...sound, version: 2 },
    { ...sound, methods: {} },
    { ...sound, methods: { Guess: {} } },
    { ...sound, more: 1 },
    { ...sound, policy: { atLeast: 3 } },
    { ...sound, policy: { atLeast: 0 } },
    { ...sound, methods: { QuantumState: { risk: 2 } } },
    { ...sound, methods: { CryptographicSignature: { suite: 'Ed25519', publicKey: 'AAAA' } } },
    { ...sound, methods: { CryptographicSignature: { suite: 'None', publicKey } } },
    { ...sound, methods: { ConsensusValidation: {} } },
  ];
  for (const rules of broken) await assertRejected('VERIFICATION_RULES_INVALID', () => read(rules));
  await assertRejected('FILE_MISSING', () => readVerificationRules(`${path}.none`));
});
