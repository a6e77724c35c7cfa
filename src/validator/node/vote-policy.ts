import { spawn } from 'node:child_process';
import { type Digest, NO_METHOD_RESULTS, type Proposal, type Verdict } from '../../consensus/index.ts';

/** A verdict with the results of the methods that it rests on, as a ballot names them. spec/consensus §11 */
export interface Judgement {
  readonly verdict: Verdict;
  readonly methodResults: Digest;
}

/** How a validator comes to its verdict: undefined leaves it to its operator. */
export type VotePolicy = (proposal: Proposal) => Promise<Verdict | Judgement | undefined>;

/** A verdict as a ballot has it: alone it rests on no method. */
export function judgementOf(answer: Verdict | Judgement): Judgement {
  return typeof answer === 'string' ? { verdict: answer, methodResults: NO_METHOD_RESULTS } : answer;
}

/** The operator says it, by `qforge validator vote`. */
export const manualPolicy: VotePolicy = () => Promise.resolve(undefined);

/** Everything is approved: for tests, and for validators that only order. */
export const approvingPolicy: VotePolicy = () => Promise.resolve('approve');

const VERDICTS = new Map<number | null, Verdict>([
  [0, 'approve'],
  [1, 'reject'],
  [2, 'abstain'],
]);
const TIME_LIMIT_MS = 60_000;

/**
 * A program decides: it gets the content on its standard input and the title as its last argument, and ends with 0 to approve, 1 to reject and 2 to
 * abstain. Anything else, and a minute without an answer, leaves it to the operator.
 */
export function programPolicy(path: string, programArguments: readonly string[]): VotePolicy {
  return async ({ title, content }) => {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const child = spawn(path, [...programArguments, '--', title], {
      stdio: ['pipe', 'ignore', 'inherit'],
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => resolve(null)).once('close', (code) => resolve(code));
    child.stdin.on('error', () => undefined).end(content);
    return VERDICTS.get(await promise);
  };
}
