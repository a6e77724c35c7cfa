import type { SignatureName } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectBytes, expectSame, Unsupported } from './expectations.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import { verifies } from './signature-checks.ts';
import type { RunnerName, VectorFormat } from './vector-format.ts';

const compositeNames: Readonly<Record<string, SignatureName>> = {
  'id-MLDSA65-Ed25519-SHA512': 'MLDSA65-Ed25519-SHA512',
  'id-MLDSA87-Ed448-SHAKE256': 'MLDSA87-Ed448-SHAKE256',
};

/** Bytes in base64, as the draft writes them. */
function base64(fields: JsonFields, name: string): Uint8Array {
  const text = fields.text(name);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw fields.malformed(`${name} is not base64`);
  return Uint8Array.from(bytes);
}

function runComposite(test: JsonFields, root: JsonFields): readonly RunnerName[] {
  const identifier = test.text('tcId');
  const name = compositeNames[identifier];
  if (name === undefined) {
    if (!/^id-(MLDSA|ML-DSA)/u.test(identifier)) throw test.malformed(`there is no scheme ${identifier}`);
    throw new Unsupported(`the product has no ${identifier}`);
  }
  const [message, context, publicKey] = [base64(root, 'm'), base64(root, 'ctx'), base64(test, 'pk')];
  return onBothBackends((backend) => {
    const key = backend.signature(name).fromSecret(base64(test, 'sk'));
    expectBytes(key.publicKey.bytes, publicKey, `public key (${backend.name})`);
    const plain = { publicKey, message, signature: base64(test, 's') };
    const inContext = { publicKey, message, signature: base64(test, 'sWithContext'), context };
    expectSame(verifies(backend, name, plain), true, `signature (${backend.name})`);
    expectSame(verifies(backend, name, inContext), true, `signature in a context (${backend.name})`);
    expectSame(verifies(backend, name, { ...plain, context }), false, `signature in a wrong context (${backend.name})`);
    const fresh = { publicKey, message, signature: key.sign(message, context), context };
    expectSame(verifies(backend, name, fresh), true, `signature of ours (${backend.name})`);
  });
}

/** The vectors of draft-ietf-lamps-pq-composite-sigs: one message and context for all schemes, everything in base64. */
export const compositeFormat: VectorFormat = {
  name: 'Composite signatures',
  read: ({ json, path }) => {
    if (!isRecord(json) || typeof json.m !== 'string' || !Array.isArray(json.tests)) return undefined;
    const root = new JsonFields(json, path);
    return root.objects('tests').map((test) => ({ name: test.text('tcId'), run: () => runComposite(test, root) }));
  },
};
