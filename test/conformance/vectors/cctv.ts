import { utf8 } from '../../../src/base/index.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import {
  checkEncapsulation,
  checkEncapsulationKey,
  checkExpandedDecapsulation,
  checkFreshEncapsulation,
  mlKemNames,
} from './ml-kem-checks.ts';
import { checkAgreement } from './signature-checks.ts';
import type { RunnerName, VectorCase, VectorFormat } from './vector-format.ts';

/**
 * One ML-KEM test by the fields it has: a key to take or refuse, a ciphertext to decapsulate, or both ways.
 *
 * The unlucky samples also carry a seed, but from a draft that expanded seeds differently; it is left aside.
 */
function runMlKem(test: JsonFields): readonly RunnerName[] {
  const name = test.word('parameterSet', mlKemNames);
  if (test.has('result')) {
    return checkEncapsulationKey(name, test.hex('ek'), test.word('result', ['valid', 'invalid']) === 'valid');
  }
  const [expandedKey, ciphertext, secret] = [test.hex('dk'), test.hex('c'), test.hex('K')];
  const ran = checkExpandedDecapsulation(name, expandedKey, ciphertext, secret);
  if (!test.has('m')) return ran;
  checkFreshEncapsulation(name, test.hex('ek'), expandedKey);
  return checkEncapsulation(name, test.hex('ek'), test.hex('m'), { ciphertext, secret });
}

/** One edge case of Ed25519: upstream gives no answer, so both backends must give the same. */
function runEd25519(test: JsonFields): readonly RunnerName[] {
  const message = utf8(test.text('msg'));
  return checkAgreement('Ed25519', { publicKey: test.hex('key'), signature: test.hex('sig'), message });
}

/** C2SP/CCTV: ML-KEM edge cases (`source` says ML-KEM) and Ed25519 edge cases (tests have a number and a key). */
export const cctv: VectorFormat = {
  name: 'CCTV',
  read: ({ json, path }) => {
    if (!isRecord(json) || !Array.isArray(json.tests)) return undefined;
    const first: unknown = json.tests[0];
    if (!isRecord(first)) return undefined;
    const root = new JsonFields(json, path);
    const cases = (name: (test: JsonFields) => string, run: (test: JsonFields) => readonly RunnerName[]) =>
      root.objects('tests').map((test): VectorCase => ({ name: name(test), run: () => run(test) }));
    if (typeof json.source === 'string' && json.source.startsWith('ML-KEM/')) {
      return cases((test) => test.where, runMlKem);
    }
    const isEd25519 = 'key' in first && 'sig' in first && 'number' in first;
    return isEd25519 ? cases((test) => `number ${test.integer('number')}`, runEd25519) : undefined;
  },
};
