import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from './finding.ts';
import { type Scale, Stage } from './stage.ts';

const DESCRIPTORS = 120;
const CROWD = 400;
const WATCHED_MS = 1000;

/**
 * A device that runs out of descriptors: once with limits that know how few it has, once with limits that believe in many.
 */
export async function descriptorScenario(scale: Scale): Promise<Finding[]> {
  return [
    ...(await outOfDescriptors(`${DESCRIPTORS} descriptors, known`, scale, DESCRIPTORS)),
    ...(await outOfDescriptors(`${DESCRIPTORS} descriptors, unknown`, scale, 10 * CROWD)),
  ];
}

async function outOfDescriptors(scenario: string, scale: Scale, believed: number): Promise<Finding[]> {
  await using stage = await Stage.start(scale, { descriptors: DESCRIPTORS, believed });
  await stage.attack('silent', { count: CROWD, sources: 1 });
  const crowded = await stage.state();
  await sleep(WATCHED_MS);
  const watched = await stage.state();
  const { open = Number.NaN } = await stage.attackFigures('crowd');
  await stage.attack('disperse');
  await stage.until((state) => state['qforge_handshakes_half_open'] === 0, scale.handshakeTimeoutMs);
  const { failed = 1, maxMs = Infinity } = await stage.oneHandshake();
  const used = (watched['processorMs'] ?? 0) - (crowded['processorMs'] ?? 0);
  return [
    {
      scenario,
      figure: 'attackers kept',
      value: open,
      unit: `of ${CROWD}`,
      bar: { atMost: DESCRIPTORS },
      timed: false,
    },
    {
      scenario,
      figure: 'processor while it waits',
      value: used / WATCHED_MS,
      unit: 'of one',
      bar: { atMost: 0.5 },
      timed: true,
    },
    { scenario, figure: 'handshakes that fail afterwards', value: failed, unit: '', bar: { atMost: 0 }, timed: false },
    { scenario, figure: 'handshake afterwards', value: maxMs, unit: 'ms', bar: { atMost: 1000 }, timed: true },
  ];
}
