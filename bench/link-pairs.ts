import type { ContestantName } from './contestants.ts';
import { LinkPair, type LinkPairOptions } from './link-pair.ts';

/** Pairs of processes of several contestants, all alive at once so that they can be measured in turn. */
export class LinkPairs implements AsyncDisposable {
  readonly byName: ReadonlyMap<ContestantName, LinkPair>;

  private constructor(byName: ReadonlyMap<ContestantName, LinkPair>) {
    this.byName = byName;
  }

  /** Starts a pair of each; `connected` opens one connection in each. */
  static async start(
    names: readonly ContestantName[],
    options: LinkPairOptions & { readonly connected: boolean },
  ): Promise<LinkPairs> {
    const byName = new Map<ContestantName, LinkPair>();
    try {
      for (const name of names) {
        byName.set(name, await (options.connected ? LinkPair.connected(name, options) : LinkPair.start(name, options)));
      }
    } catch (error) {
      await new LinkPairs(byName)[Symbol.asyncDispose]();
      throw error;
    }
    return new LinkPairs(byName);
  }

  /** The facts of all servers, each under its contestant's label. */
  async facts(): Promise<Readonly<Record<string, string | number>>> {
    const entries: [string, string | number][] = [];
    for (const pair of this.byName.values()) {
      for (const [name, value] of Object.entries(await pair.facts())) entries.push([`${pair.label}: ${name}`, value]);
    }
    return Object.fromEntries(entries);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pair of this.byName.values()) await pair[Symbol.asyncDispose]();
  }
}
