import { admissionLimits } from '../../src/network/index.ts';
import type { Finding } from './finding.ts';
import { servedFindings } from './served-findings.ts';
import { hasLetGo, LET_GO_WITHIN_MS, type Scale, Stage } from './stage.ts';

const SOURCES = 4;
/** spec/handshake §9: what is under way before cookies are asked for, and what fades a second. */
const LOAD_THRESHOLD = 128;
const FORGOTTEN_PER_SECOND = 32;

/** What floods the port: connections, openings that nobody finishes, or such with the cookie that was asked for. */
export type FloodKind = 'connections' | 'openings' | 'openings with cookies';

/** A flood from a few addresses, while an honest peer from another goes on. */
export async function floodScenario(kind: FloodKind, scale: Scale): Promise<Finding[]> {
  await using stage = await Stage.start(scale);
  const scenario = `flood of ${kind}`;
  const idle = await stage.service();
  const before = await stage.state();
  const ms = scale.floodMs;
  const command = kind === 'connections' ? 'connects' : 'openings';
  const flood = stage.attackFigures(command, { ms, sources: SOURCES, withCookie: kind === 'openings with cookies' });
  const during = await stage.service();
  const loop = await stage.state();
  const { times = 0, challenges = 0 } = await flood;
  const after = await stage.until((state) => state['qforge_handshakes_half_open'] === 0, 2 * scale.handshakeTimeoutMs);
  const settled = await stage.until((state) => hasLetGo(state, before), LET_GO_WITHIN_MS);
  const idleAgain = await stage.service();
  const figure = (name: string, value: number, unit: string, more: Partial<Finding> = {}): Finding => ({
    scenario,
    figure: name,
    value,
    unit,
    timed: false,
    ...more,
  });
  const begun = (after['qforge_handshakes_begun_total'] ?? 0) - (before['qforge_handshakes_begun_total'] ?? 0);
  const honest = scale.handshakes;
  return [
    figure('attempts', (1000 * times) / ms, '/s', { timed: true }),
    ...(kind === 'connections' ? [] : [figure('challenged', challenges, 'openings', { bar: { atLeast: 1 } })]),
    figure('handshakes begun for attackers', begun - honest, '', { bar: { atMost: begunBar(kind, ms) } }),
    ...servedFindings(scenario, [idle, idleAgain], during),
    figure('event loop, p99 when idle', before['loopP99Ms'] ?? 0, 'ms', { timed: true }),
    figure('event loop, p99 of its delays', loop['loopP99Ms'] ?? 0, 'ms', { bar: { atMost: 20 }, timed: true }),
    figure('descriptors left over', (settled['descriptors'] ?? 0) - (before['descriptors'] ?? 0), '', {
      bar: { atMost: 0 },
    }),
  ];
}

/** What the specification lets a flood from these sources begin in that time, and a second more. */
function begunBar(kind: FloodKind, ms: number): number {
  if (kind === 'connections') return 0;
  const seconds = ms / 1000 + 1;
  const { perSecond, burst } = admissionLimits().underLoad;
  const withoutCookie = LOAD_THRESHOLD + FORGOTTEN_PER_SECOND * seconds;
  return kind === 'openings' ? withoutCookie : withoutCookie + SOURCES * (burst + perSecond * seconds);
}
