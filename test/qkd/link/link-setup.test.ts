import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { DEFAULT_INTENSITIES, linkSetup, qkdProtocols } from '../../../src/qkd/link/link-setup.ts';

test('a set-up needs a protocol and a distance; the rest has usual values', () => {
  for (const protocol of qkdProtocols) {
    assert.deepEqual(linkSetup({ protocol, distanceKm: 7 }), {
      protocol,
      distanceKm: 7,
      parameters: linkSources.modern,
      intensities: DEFAULT_INTENSITIES,
      decoy: 'infinite',
      eavesdropper: { kind: 'none' },
    });
  }
});

test('what cannot be is refused', () => {
  const faults = [
    { distanceKm: -1 },
    { intensities: { signal: 0, weak: 0 } },
    { intensities: { signal: 0.5, weak: 0.5 } },
    { intensities: { signal: 11, weak: 0.5 } },
    { eavesdropper: { kind: 'intercept-resend', fraction: 2 } },
    { eavesdropper: { kind: 'photon-number-splitting' } },
    { parameters: { ...linkSources.gys, misalignment: 7 } },
  ] as const;
  for (const fault of faults) {
    assert.throws(
      () => linkSetup({ protocol: 'bb84', distanceKm: 1, ...fault }),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      JSON.stringify(fault),
    );
  }
});
