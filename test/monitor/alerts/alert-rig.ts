import type { TestContext } from 'node:test';
import { silentLogger, silentMetrics } from '../../../src/base/index.ts';
import type { Alert } from '../../../src/monitor/alerts/alert.ts';
import { AlertManager } from '../../../src/monitor/alerts/alert-manager.ts';
import type { AlertCondition, AlertRule } from '../../../src/monitor/alerts/alert-rule.ts';
import { MetricsRegistry } from '../../../src/monitor/metrics-registry.ts';
import { HistoryFile } from '../../../src/monitor/trends/history-file.ts';
import { HistoryKeeper } from '../../../src/monitor/trends/history-keeper.ts';
import { SAMPLE_EVERY_MS } from '../../../src/monitor/trends/history-tiers.ts';
import { ManualClock } from '../../client/manual-clock.ts';

/** Rules over a registry of its own, moment by moment. */
export interface AlertRig {
  readonly registry: MetricsRegistry;
  readonly clock: ManualClock;
  readonly file: HistoryFile;
  readonly told: Alert[];
  readonly manager: AlertManager;
  /** Lets so many moments pass. */
  readonly pass: (moments: number) => void;
  /** What was told since the last call: `rule state`. */
  readonly heard: () => readonly string[];
}

/** A rule that is met by a bound on the number of open channels, unless told otherwise. */
export function ruleOf(name: string, fields: Partial<AlertRule> = {}, condition?: AlertCondition): AlertRule {
  const series = { kind: 'value', metric: 'qforge_channels_open', labels: {} } as const;
  const usual: AlertCondition = { kind: 'threshold', series, above: 10 };
  return {
    name,
    severity: 'warning',
    forMs: 0,
    summary: 'It is so.',
    isDefault: false,
    condition: condition ?? usual,
    ...fields,
  };
}

/** The rig of some rules; `file` continues another's. */
export function alertRig(
  t: TestContext,
  rules: readonly AlertRule[],
  file: HistoryFile = HistoryFile.open(':memory:'),
): AlertRig {
  const [registry, clock, told] = [new MetricsRegistry(), new ManualClock(), [] as Alert[]];
  const history = new HistoryKeeper({ registry, file, clock, logger: silentLogger });
  const manager = new AlertManager({
    rules,
    history,
    file,
    clock,
    metrics: silentMetrics,
    tell: (alert) => told.push(alert),
  });
  t.after(() => {
    manager[Symbol.dispose]();
    history[Symbol.dispose]();
    file[Symbol.dispose]();
  });
  clock.advance(0);
  const pass = (moments: number): void => {
    for (let moment = 0; moment < moments; moment += 1) clock.advance(SAMPLE_EVERY_MS);
  };
  const heard = (): readonly string[] => told.splice(0).map(({ rule, state }) => `${rule} ${state}`);
  return { registry, clock, file, told, manager, pass, heard };
}
