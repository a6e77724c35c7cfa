import type { Finding } from './finding.ts';
import { CROWD_BARS, servedFindings } from './served-findings.ts';
import { hasLetGo, LET_GO_WITHIN_MS, type Scale, Stage, type VictimState } from './stage.ts';

const KIB = 1024;
/** Small enough that each source keeps to its own share of the table. */
const PER_SOURCE = 500;
/** Beyond the deadline: the last connections came later than the first. */
const GRACE_MS = 1000;

/** Many connections that say nothing, or a byte a second, while an honest peer goes on. */
export async function crowdScenario(kind: 'silent' | 'slow', scale: Scale): Promise<Finding[]> {
  await using stage = await Stage.start(scale);
  const count = scale[kind];
  const scenario = kind === 'silent' ? `${count} half-open` : `${count} slow, 1 byte/s`;
  const idle = await stage.service();
  const before = await stage.state();
  await stage.attack(kind, { count, sources: Math.ceil(count / PER_SOURCE) });
  const gatheredMs = performance.now();
  const crowded = await stage.until((state) => seen(state) - seen(before) >= count, scale.handshakeTimeoutMs / 2);
  const during = await stage.service();
  const loop = await stage.state();
  await stage.until((state) => state['qforge_handshakes_half_open'] === 0, 4 * scale.handshakeTimeoutMs);
  const goneMs = performance.now() - gatheredMs;
  const settled = await stage.until((state) => hasLetGo(state, before), LET_GO_WITHIN_MS);
  const idleAgain = await stage.service();
  const { open = 0, longestMs = 0 } = await stage.attackFigures('crowd');
  const figure = (name: string, value: number, unit: string, more: Partial<Finding> = {}): Finding => ({
    scenario,
    figure: name,
    value,
    unit,
    timed: false,
    ...more,
  });
  return [
    figure('seen by the device', seen(crowded) - seen(before), 'connections', { bar: { atLeast: count } }),
    figure('memory', difference(crowded, before, 'rssBytes') / count / KIB, 'KiB each', { bar: { atMost: 16 } }),
    ...servedFindings(scenario, [idle, idleAgain], during, CROWD_BARS),
    figure('event loop, p99 when idle', before['loopP99Ms'] ?? 0, 'ms', { timed: true }),
    figure('event loop, p99 of its delays', loop['loopP99Ms'] ?? 0, 'ms', { bar: { atMost: 20 }, timed: true }),
    figure('longest life of one', longestMs / 1000, 's', { bar: { atMost: lifeBar(scale) }, timed: true }),
    figure('left after the deadline', open, 'connections', { bar: { atMost: 0 } }),
    figure('all gone after', goneMs / 1000, 's', { bar: { atMost: lifeBar(scale) }, timed: true }),
    figure('descriptors left over', difference(settled, before, 'descriptors'), '', { bar: { atMost: 0 } }),
  ];
}

/** Half-open connections, and those that were dropped for others. */
function seen(state: VictimState): number {
  return (state['qforge_handshakes_half_open'] ?? 0) + (state['qforge_connections_dropped_total'] ?? 0);
}

function lifeBar({ handshakeTimeoutMs }: Scale): number {
  return (handshakeTimeoutMs + GRACE_MS) / 1000;
}

function difference(later: VictimState, earlier: VictimState, figure: string): number {
  return (later[figure] ?? Number.NaN) - (earlier[figure] ?? Number.NaN);
}
