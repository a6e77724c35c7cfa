import { writeFile } from 'node:fs/promises';
import { readWholeFile } from '../../client/index.ts';
import { askValidator, type NamedStatus, type ProposedChange } from '../../validator/index.ts';
import { printableText } from '../printable-text.ts';
import { printJson, printLines } from '../standard-output.ts';
import { alignedFields, alignedTable } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';
import type { ProofFlags, ProposeFlags, ValidatorFlags } from './validator-flags.ts';

const MAX_WAIT_SECONDS = 600;
const MAX_HEIGHTS = 1_000_000;

/** `qforge validator propose`. */
export async function proposeCommand(
  folder: string,
  title: string,
  path: string | undefined,
  flags: ProposeFlags,
): Promise<void> {
  const content = path === undefined ? new Uint8Array(0) : await readWholeFile(path);
  const proposed = await askValidator(folder, {
    method: 'propose',
    title,
    content: Buffer.from(content).toString('base64'),
    heights: wholeNumber('--heights', flags.heights, 0, MAX_HEIGHTS),
    waitMs: waitOf(flags.wait),
  });
  if (flags.json === true) return printJson(proposed);
  return printLines(
    alignedFields([
      ['proposal', proposed.proposal],
      [
        'outcome',
        proposed.height === undefined ? proposed.outcome : `${proposed.outcome} at height ${proposed.height}`,
      ],
    ]),
  );
}

/** `qforge validator vote`. */
export async function voteCommand(
  folder: string,
  proposal: string,
  verdict: 'approve' | 'reject' | 'abstain',
  flags: ValidatorFlags,
): Promise<void> {
  await askValidator(folder, { method: 'vote', proposal, verdict });
  if (flags.json === true) printJson({ proposal, verdict });
  else printLines([`${verdict}: signed, and on the disk`]);
}

/** `qforge validator proof`: two files. */
export async function proofCommand(folder: string, proposal: string, flags: ProofFlags): Promise<void> {
  const proven = await askValidator(folder, { method: 'proof', proposal, waitMs: waitOf(flags.wait) });
  const files = [`${flags.out}.tlog-proof`, `${flags.out}.decision`] as const;
  await writeFile(files[0], Buffer.from(proven.receipt, 'base64'), { flag: 'wx' });
  await writeFile(files[1], Buffer.from(proven.decision, 'base64'), { flag: 'wx' });
  const { outcome, height } = proven;
  if (flags.json === true) printJson({ proposal, outcome, height, files });
  else printLines([`${outcome} at height ${height}: ${files.join(', ')}`]);
}

/** `qforge validator status`. */
export async function statusCommand(folder: string, flags: ValidatorFlags): Promise<void> {
  const status = await askValidator(folder, { method: 'status' });
  if (flags.json === true) return printJson(status);
  return printLines([...summary(status), '', ...members(status), '', ...proposals(status)]);
}

function summary(status: NamedStatus): readonly string[] {
  const refused = Object.entries(status.refused).map(([reason, times]) => `${reason} ${times}`);
  const { log, epoch, validators, approvals, quorum, faulty, next, height, round, step } = status;
  return alignedFields([
    ['network', status.network],
    [
      'set',
      `epoch ${epoch}: ${validators} validators, ${faulty} may be malicious, quorum ${quorum}, approvals ${approvals}`,
    ],
    ...(status.seat < 0 ? [['part', 'none: this validator is no member yet, and follows the log'] as const] : []),
    ...(next === null
      ? []
      : [['next', `epoch ${next.epoch}: ${next.validators} validators, from height ${next.from} on`] as const]),
    ['state', status.isVoting ? `height ${height}, round ${round}, ${step}` : 'listening: not enough others are there'],
    ['log', `${log.size} decisions, cosigned by ${log.cosignatures}; by a quorum up to ${log.trustedSize}`],
    ['refused', refused.length === 0 ? 'nothing' : refused.join(', ')],
    ['evidence', `${status.evidence} since the start`],
  ]);
}

function members(status: NamedStatus): readonly string[] {
  return alignedTable(
    [{ title: 'member' }, { title: 'address' }, { title: 'state' }],
    status.members.map(({ name, address, state, joins, leaves }) => [
      printableText(name),
      printableText(address),
      joins ? `${state}, joins` : leaves ? `${state}, leaves` : state,
    ]),
  );
}

function proposals(status: NamedStatus): readonly string[] {
  if (status.proposals.length === 0) return ['no open proposals'];
  return alignedTable(
    [{ title: 'proposal' }, { title: 'ballots', alignRight: true }, { title: 'own' }, { title: 'title' }],
    status.proposals.map(({ id, ballots, verdict, title, change }) => [
      id,
      String(ballots),
      verdict ?? '-',
      printableText(title) + (change === null ? '' : ` [${moves(change)}]`),
    ]),
  );
}

/** What a change does, as `+erin -bob, 4 validators, quorum 3`. */
function moves({ joined, left, validators, quorum }: ProposedChange): string {
  const names = [...joined.map((name) => `+${name}`), ...left.map((name) => `-${name}`)].map(printableText);
  return [names.join(' '), `${validators} validators`, `quorum ${quorum}`].filter((text) => text !== '').join(', ');
}

function waitOf(seconds: string): number {
  return 1000 * wholeNumber('--wait', seconds, 0, MAX_WAIT_SECONDS);
}
