import { type LogFields, type Logger, systemClock } from '../../src/base/index.ts';
import type { LocalCluster } from '../../src/messaging/cluster/local-cluster.ts';
import { parseNatsAddress } from '../../src/messaging/nats/nats-address.ts';
import { NatsLink } from '../../src/messaging/nats/nats-link.ts';
import { allEntries } from '../../src/messaging/nats/stored-entry.ts';

/** What the sender was answered, by the number of the message. */
export class Answers implements Logger {
  readonly #lines = new Map<number, string[]>();

  log(_level: string, _category: string, message: string, fields: LogFields = {}): void {
    if (message !== 'mail stored') return;
    const number = Number.parseInt(String(fields['id']), 16);
    const { id: _id, ...answer } = fields;
    const line = JSON.stringify(answer);
    this.#lines.set(number, [...(this.#lines.get(number) ?? []), line]);
  }

  /** Of one message, in order. */
  of(number: number): readonly string[] {
    return this.#lines.get(number) ?? [];
  }
}

/** Everything that tells where lost messages went: what was answered for them, and what each server has of the stream. */
export async function lossReport(
  cluster: LocalCluster,
  stream: string,
  lost: readonly number[],
  answers: Answers,
): Promise<string> {
  const lines = lost.map(
    (number) => `message ${number} was acknowledged and did not come: ${answers.of(number).join('; ')}`,
  );
  for (const { name, monitor } of cluster.servers) {
    const details = (await stateOf(monitor, stream)).map((state) => JSON.stringify(state));
    lines.push(`${name}: ${details.join('\n    ')}`);
  }
  lines.push(`in the stream, as its leader has it: ${(await numbersIn(cluster, stream)).join(' ') || 'nothing'}`);
  return `${lines.join('\n')}\n`;
}

/** State of the stream and of its consumers, as one server has them. */
async function stateOf(monitor: string, stream: string): Promise<readonly unknown[]> {
  const response = await fetch(`${monitor}/jsz?accounts=true&streams=true&consumers=true`).catch(() => undefined);
  if (response?.ok !== true) return ['it does not answer'];
  const found = (await response.json()) as {
    account_details?: {
      stream_detail?: { name: string; state: unknown; cluster: unknown; consumer_detail?: unknown[] }[];
    }[];
  };
  const streams = (found.account_details ?? []).flatMap(({ stream_detail: details = [] }) => details);
  return streams
    .filter(({ name }) => name === stream)
    .flatMap(({ state, cluster: raft, consumer_detail: consumers = [] }) => [{ state, cluster: raft }, ...consumers]);
}

async function numbersIn(cluster: LocalCluster, stream: string): Promise<readonly string[]> {
  await using link = await NatsLink.open(parseNatsAddress(cluster.engineOf('gateway')), { clock: systemClock });
  const numbers: string[] = [];
  const { state } = await link.call(() => link.jsm.streams.info(stream));
  for await (const { seq, header } of allEntries(link, stream, 'qforge.mail.>', state.first_seq)) {
    numbers.push(`${seq}:${Number.parseInt(header.get('Qforge-Id'), 16)}`);
  }
  return numbers;
}
