import { type Profiler, Session } from 'node:inspector/promises';
import { type Cause, causeOf } from './profile-causes.ts';

/** So often the profiler looks. */
const SAMPLE_US = 100;

/** What a process spends its time on, by causes. */
export class ProcessorProfile {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Begins to look. */
  static async start(): Promise<ProcessorProfile> {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await session.post('Profiler.start');
    return new ProcessorProfile(session);
  }

  /** Ends it: how large a part of the time that was not idle went to each cause. */
  async stop(): Promise<Partial<Record<Cause, number>>> {
    const { profile } = await this.#session.post('Profiler.stop');
    this.#session.disconnect();
    return sharesOf(profile);
  }
}

/** What a profile says, by causes: parts of 1. */
export function sharesOf(profile: Profiler.Profile): Partial<Record<Cause, number>> {
  const causes = causesOfNodes(profile.nodes);
  const times = new Map<Cause, number>();
  for (const [index, node] of (profile.samples ?? []).entries()) {
    const cause = causes.get(node);
    if (cause !== undefined) times.set(cause, (times.get(cause) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
  }
  const sum = [...times.values()].reduce((total, time) => total + time, 0);
  return Object.fromEntries([...times].map(([cause, time]) => [cause, time / sum]));
}

/** Each node's cause: its own, or that of whoever called it. */
function causesOfNodes(nodes: readonly Profiler.ProfileNode[]): Map<number, Cause | undefined> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const causes = new Map<number, Cause | undefined>();
  const visit = (id: number, inherited: Cause | undefined): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    const { functionName, url } = node.callFrame;
    const cause = causeOf(functionName, url, inherited);
    causes.set(id, cause);
    for (const child of node.children ?? []) visit(child, cause);
  };
  const [root] = nodes;
  if (root !== undefined) visit(root.id, undefined);
  return causes;
}
