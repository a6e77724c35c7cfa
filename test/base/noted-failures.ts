import { ListenerFailures, silentLogger, silentMetrics } from '../../src/base/index.ts';

/** For parts whose listeners do not fail here. */
export const unnotedFailures: ListenerFailures = new ListenerFailures(silentLogger);

/** What was noted of listeners that failed, as `listener: reason`, and how often each was counted. */
export class NotedFailures {
  readonly logged: string[] = [];
  readonly counted: string[] = [];
  readonly failures: ListenerFailures = new ListenerFailures(
    {
      log: (_level, _category, _message, fields) =>
        this.logged.push(`${String(fields?.['listener'])}: ${String(fields?.['reason'])}`),
    },
    { ...silentMetrics, count: (name, _by, labels) => this.counted.push(`${name} ${String(labels?.['listener'])}`) },
  );
}
