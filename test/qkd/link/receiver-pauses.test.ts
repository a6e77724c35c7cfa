import test from 'node:test';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { pausedReceiver } from '../../../src/qkd/link/receiver-pauses.ts';
import { assertClose } from '../closeness.ts';

const { gys } = linkSources;

test('without dead time and traps nothing changes', () => {
  const { clicks, afterpulseShare } = pausedReceiver(gys, 0.01);
  assertClose(clicks, 0.01, 1e-12, 'clicks');
  assertClose(afterpulseShare, 0, 0, 'afterpulses');
});

test('dead time makes a receiver ready in 1 of 1 + c D pulses', () => {
  const { clicks } = pausedReceiver({ ...gys, deadTimePulses: 100 }, 0.01);
  assertClose(clicks, 0.01 / 2, 1e-12, 'clicks');
});

test('afterpulses make afterpulses', () => {
  // A geometric series of 10 %; half of the carriers are set free in the dead time of one pulse.
  const parameters = { ...gys, afterpulseProbability: 0.2, afterpulseMeanPulses: 2, deadTimePulses: 1 };
  const { clicks, afterpulseShare } = pausedReceiver(parameters, 1e-6);
  assertClose(afterpulseShare, 0.1, 1e-12, 'share');
  assertClose(clicks, 1e-6 / 0.9, 1e-5, 'clicks');
});
