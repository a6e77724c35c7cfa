import type { NodeRoster } from '../../../src/validator/node/node-roster.ts';

/** A roster for networks without changes: everybody is a member. */
export const openRoster: NodeRoster = {
  standingOf: () => 'member',
  lastHeightOf: () => Number.POSITIVE_INFINITY,
  decided: () => Promise.resolve(),
  objectionTo: () => undefined,
  approves: () => undefined,
};
