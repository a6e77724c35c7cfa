import type { MemberSet } from '../../../src/consensus/index.ts';
import type { QuickChances } from './quick-chances.ts';

/** Validators that wait to join in a run with changes of the set. */
export const NEWCOMERS = 2;

const foundings = new Map<number, MemberSet>();

/** The set of these members. */
export function memberSet(epoch: number, members: readonly string[]): MemberSet {
  const faulty = Math.floor((members.length - 1) / 3);
  return { epoch, members, faulty, quorum: Math.floor((members.length + faulty) / 2) + 1 };
}

/** The set that a run begins with. */
export function foundingSet(nodes: number): MemberSet {
  const known = foundings.get(nodes);
  if (known !== undefined) return known;
  const set = memberSet(
    0,
    Array.from({ length: nodes }, (_, index) => `v${index}`),
  );
  foundings.set(nodes, set);
  return set;
}

/**
 * The sets of a run, by epoch: in each change somebody joins, leaves, or takes the place of another. Never are more of a set faulty than it bears;
 * a faulty one may leave, and goes on talking.
 */
export function planOf(
  founding: MemberSet,
  isFaulty: (member: string) => boolean,
  chances: QuickChances,
): readonly MemberSet[] {
  const plan = [founding];
  let next = founding.members.length;
  const last = next + NEWCOMERS;
  const wanted = 1 + chances.below(2);
  for (let tries = 0; tries < 12 && plan.length <= wanted; tries++) {
    const { members } = plan.at(-1) ?? founding;
    const leaver = chances.below(3) === 0 ? undefined : members[chances.below(members.length)];
    const joins = (leaver === undefined || chances.onceIn(2)) && next < last;
    const changed = [...members.filter((member) => member !== leaver), ...(joins ? [`v${next}`] : [])];
    const set = memberSet(plan.length, changed);
    if ((leaver === undefined && !joins) || changed.filter(isFaulty).length > set.faulty) continue;
    if (joins) next += 1;
    plan.push(set);
  }
  return plan;
}
