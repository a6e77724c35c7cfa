import { deliveryFaults } from './delivery.ts';
import { NetworkPair } from './network-pair.ts';
import type { Scenario, Seen } from './scenarios.ts';

/** What came of a scenario. */
export interface ScenarioResult extends Seen {
  readonly name: string;
  readonly sent: number;
  readonly acknowledged: number;
  readonly taken: number;
  /** Nothing when all messages were taken once and in order, over a network that did what it should. */
  readonly faults: readonly string[];
}

/** Two devices in processes of their own exchange numbered messages over the network of a scenario. */
export async function runScenario(scenario: Scenario, seed: number): Promise<ScenarioResult> {
  const { name, messages: wanted, bytes } = scenario;
  await using pair = await NetworkPair.create({ ...scenario.plan, seed });
  await scenario.before?.(pair);
  const server = pair.start(1, ['serve', pair.serverAddress]);
  const taken: number[] = [];
  const peerId = await new Promise<string>((resolve, reject) => {
    void eachLine(server.lines, (word, value) => {
      if (word === 'serving') resolve(value);
      if (word === 'taken') taken.push(Number(value));
    }).then(() => reject(new Error('the server ended')));
  });
  const sender = pair.start(0, ['send', peerId, pair.serverAddress, String(wanted), String(bytes)]);
  const acknowledged: number[] = [];
  const times: number[] = [];
  let sessions = 0;
  let during: Promise<void> | undefined;
  await eachLine(sender.lines, (word, value) => {
    if (word === 'acknowledged') {
      acknowledged.push(Number(value));
      times.push(performance.now());
    }
    if (word === 'sent') ({ sessions } = JSON.parse(value) as { sessions: number });
    if (acknowledged.length >= wanted / 3) during ??= scenario.during?.(pair) ?? Promise.resolve();
  });
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  await during;
  const seen = { path: await pair.finish(), sessions, seconds };
  const nothing = scenario.whyNothing(seen);
  const faults = [...deliveryFaults({ wanted, acknowledged, taken }), ...(nothing === undefined ? [] : [nothing])];
  return { name, sent: wanted, acknowledged: acknowledged.length, taken: taken.length, faults, ...seen };
}

async function eachLine(lines: AsyncIterable<string>, take: (word: string, value: string) => void): Promise<void> {
  for await (const line of lines) {
    const [word = '', ...rest] = line.split(' ');
    take(word, rest.join(' '));
  }
}
