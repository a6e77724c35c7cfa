import { askValidator, type ControlAnswers, readMemberCard } from '../../validator/index.ts';
import { printableText } from '../printable-text.ts';
import { printJson, printLines } from '../standard-output.ts';
import { alignedFields } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';
import type { ChangeFlags } from './validator-flags.ts';

const MAX_HEIGHTS = 1_000_000;
const MAX_MEMBERS = 128;
const MAX_WAIT_SECONDS = 600;

/** `qforge validator change`: proposes who joins and who leaves. */
export async function changeCommand(folder: string, flags: ChangeFlags): Promise<void> {
  const { add, remove, approvals, dryRun } = flags;
  const added = await Promise.all(add.map((path) => readMemberCard(path)));
  const joined = added.map(({ name }) => name);
  const made = await askValidator(folder, {
    method: 'change',
    title: flags.title ?? titleOf(joined, remove),
    added,
    removed: remove,
    ...(approvals === undefined ? {} : { approvals: wholeNumber('--approvals', approvals, 1, MAX_MEMBERS) }),
    heights: wholeNumber('--heights', flags.heights, 0, MAX_HEIGHTS),
    waitMs: 1000 * wholeNumber('--wait', flags.wait, 0, MAX_WAIT_SECONDS),
    isTrial: dryRun === true,
  });
  return flags.json === true ? printJson(made) : printLines(linesOf(made));
}

function titleOf(joined: readonly string[], left: readonly string[]): string {
  const parts = [...joined.map((name) => `${name} joins`), ...left.map((name) => `${name} leaves`)];
  return parts.length === 0 ? 'Other approvals' : parts.join(', ').slice(0, 200);
}

function linesOf(made: ControlAnswers['change']): readonly string[] {
  const { proposal, outcome, height, epoch, validators, faulty, quorum, approvals, joined, left } = made;
  const names = (list: readonly string[]): string => (list.length === 0 ? '-' : list.map(printableText).join(', '));
  return alignedFields([
    ['joins', names(joined)],
    ['leaves', names(left)],
    ['set', `epoch ${epoch}: ${validators} validators, of which ${faulty} may be malicious; quorum ${quorum}`],
    ['approvals', `${approvals}`],
    ...(proposal === undefined ? [] : [['proposal', proposal] as const]),
    [
      'outcome',
      height === undefined ? outcome : `${outcome} at height ${height}; decides from height ${height + 2} on`,
    ],
  ]);
}
