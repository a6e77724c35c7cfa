import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { backendNamed } from '../../src/cli/quantum-backend.ts';

const isRefused =
  (part: string) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === 'ARGUMENT_INVALID' && error.message.includes(part);

test('backends are named by their kind and machine', async () => {
  assert.equal((await backendNamed('local', {}, 1)).name, 'local simulator');
  assert.equal((await backendNamed('ionq:qpu.forte-1', { IONQ_API_KEY: 'k' }, 1)).name, 'IonQ qpu.forte-1');
  const keys = { IBM_QUANTUM_API_KEY: 'k', IBM_QUANTUM_CRN: 'crn:v1:x' };
  assert.equal((await backendNamed('ibm:ibm_fez', keys, 1)).name, 'IBM ibm_fez');
});

test('keys come from the environment, or it is said which one is missing', async () => {
  await assert.rejects(backendNamed('ionq:simulator', {}, 1), isRefused('IONQ_API_KEY'));
  await assert.rejects(backendNamed('ionq:simulator', { IONQ_API_KEY: '' }, 1), isRefused('IONQ_API_KEY'));
  await assert.rejects(backendNamed('ibm:a', { IBM_QUANTUM_API_KEY: 'k' }, 1), isRefused('IBM_QUANTUM_CRN'));
});

test('other names are refused', async () => {
  for (const name of ['', 'ionq', 'ionq:', 'local:x', 'braket:sv1']) {
    await assert.rejects(backendNamed(name, { IONQ_API_KEY: 'k' }, 1), isRefused('--backend'));
  }
});
