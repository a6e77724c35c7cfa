import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { decodeProcessHealth, decodeProcessStatus } from '../../src/daemon/process-status.ts';
import { sampleHealth, samplePeer, sampleStatus } from './sample-status.ts';

const seed = Number(process.env['SEED'] ?? 20_260_303);
const isMalformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

describe('the status of a process', () => {
  test('is taken as it is, with all that it says beyond what is known here', () => {
    const status = { ...sampleStatus, pool: { small: 1 }, peers: [samplePeer, { ...samplePeer, name: undefined }] };
    assert.deepEqual(decodeProcessStatus(status), status);
  });

  for (const [field, value] of [
    ['peerId', 1],
    ['listen', 'tcp://127.0.0.1:1'],
    ['uptimeMs', -1],
    ['uptimeMs', Number.NaN],
    ['securityLevel', null],
    ['peers', {}],
    ['peers', [{}]],
    ['peers', [{ ...samplePeer, direction: 'sideways' }]],
    ['peers', [{ ...samplePeer, rxBytes: '1' }]],
    ['peers', [{ ...samplePeer, quantumKeys: 'real' }]],
    ['outbox', { messages: -1, bytes: 0 }],
    ['sharedKeys', { source: 'qkd', simulated: 'no', policy: 'require-both', keysTaken: 1 }],
  ] as const) {
    test(`is refused with ${field} ${JSON.stringify(value)}`, () => {
      assert.throws(() => decodeProcessStatus({ ...sampleStatus, [field]: value }), isMalformed);
    });
  }

  test('names the place where it is wrong', () => {
    const status = { ...sampleStatus, peers: [{ ...samplePeer, rxBytes: 'many' }] };
    assert.throws(() => decodeProcessStatus(status), /peers\.0\.rxBytes/u);
  });

  test('is refused without any of its fields', () => {
    for (const field of Object.keys(sampleStatus)) {
      const status = Object.fromEntries(Object.entries(sampleStatus).filter(([name]) => name !== field));
      assert.throws(() => decodeProcessStatus(status), isMalformed, field);
    }
  });

  test('is never anything but checked or refused', (t) => {
    t.diagnostic(`seed ${seed}`);
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.throws(() => decodeProcessStatus(value), isMalformed);
        assert.throws(() => decodeProcessHealth(value), isMalformed);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('the health of a process', () => {
  test('is taken as it is', () => {
    assert.deepEqual(decodeProcessHealth(sampleHealth), sampleHealth);
  });

  test('is refused with a state that does not exist', () => {
    assert.throws(() => decodeProcessHealth({ ...sampleHealth, status: 'fine' }), isMalformed);
    assert.throws(
      () => decodeProcessHealth({ ...sampleHealth, checks: [{ name: 'x', status: 'ok', detail: '' }] }),
      isMalformed,
    );
  });
});
