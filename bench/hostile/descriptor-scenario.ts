import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from './finding.ts';
import { type Scale, Stage, scales } from './stage.ts';

const DESCRIPTORS = 120;
const CROWD = 400;
const WATCHED_MS = 1000;
/** Handshakes afterwards. One that a busy machine keeps beyond its deadline says nothing of descriptors; all of them do. */
const HANDSHAKES = 5;
/** A machine with much else to do gets there later. */
const PATIENCE_MS = 60_000;

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
  // Nobody waits for a deadline here, so that it is never a short one.
  const { handshakeTimeoutMs } = scales.full;
  await using stage = await Stage.start({ ...scale, handshakeTimeoutMs }, { descriptors: DESCRIPTORS, believed });
  await stage.attack('silent', { count: CROWD, sources: 1 });
  const open = await attackersKept(stage);
  const crowded = await stage.state();
  await sleep(WATCHED_MS);
  const watched = await stage.state();
  await stage.attack('disperse');
  await stage.until((state) => state['qforge_handshakes_half_open'] === 0, PATIENCE_MS);
  const { failed = HANDSHAKES, p50Ms = Infinity } = await stage.someHandshakes(HANDSHAKES);
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
    {
      scenario,
      figure: 'handshakes afterwards',
      value: HANDSHAKES - failed,
      unit: `of ${HANDSHAKES}`,
      bar: { atLeast: 1 },
      timed: false,
    },
    { scenario, figure: 'handshakes that fail afterwards', value: failed, unit: '', bar: { atMost: 0 }, timed: true },
    { scenario, figure: 'handshake afterwards, p50', value: p50Ms, unit: 'ms', bar: { atMost: 1000 }, timed: true },
  ];
}

/** How many attackers are left when the device has come to closing what it cannot keep. */
async function attackersKept(stage: Stage): Promise<number> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const { open = Number.NaN } = await stage.attackFigures('crowd');
    if (open <= DESCRIPTORS || performance.now() > endMs) return open;
    await sleep(100);
  }
}
