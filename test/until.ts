import { scheduler } from 'node:timers/promises';
import { inspect } from 'node:util';

/** How long anything may take on a machine that is slow and busy: far less than a file may (600 s), so that the failure says what was waited for. */
export const PATIENCE_MS = 240_000;

/** How long the question what there is instead may take. */
const ANSWER_WITHIN_MS = 60_000;

/** How a state is waited for. */
export interface WaitOptions {
  /** What is waited for, for the failure. Default: the condition as it is written. */
  readonly what?: string;
  /** What is there when it was waited for in vain, for the failure: what processes have printed, say. */
  readonly found?: () => unknown;
  /** Default: {@link PATIENCE_MS}. */
  readonly withinMs?: number;
  /** Default: 20. */
  readonly everyMs?: number;
}

/** Waits until it holds. Rejects with what was waited for, and what was found instead, when it does not in time, or is not answered in time; and with what `holds` throws. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { what = holds.toString(), found, withinMs = PATIENCE_MS, everyMs = 20 }: WaitOptions = {},
): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const answer = await inTime(holds(), endMs - performance.now());
    if (answer === true) return;
    if (answer === undefined || performance.now() >= endMs) throw await inVain(what, withinMs, found);
    await scheduler.wait(everyMs);
  }
}

/** A promise, unless it takes longer: then a rejection with `what`, and what was found instead. */
export async function soon<T>(
  what: string,
  promise: Promise<T>,
  { found, withinMs = PATIENCE_MS }: Pick<WaitOptions, 'found' | 'withinMs'> = {},
): Promise<T> {
  const answer = await inTime(
    promise.then((value) => ({ value })),
    withinMs,
  );
  if (answer === undefined) throw await inVain(what, withinMs, found);
  return answer.value;
}

/** What it resolves to; undefined if that takes longer. */
async function inTime<T>(answer: T | Promise<T>, withinMs: number): Promise<T | undefined> {
  const late = new AbortController();
  try {
    const limit = scheduler.wait(Math.max(0, withinMs), { signal: late.signal });
    return await Promise.race([answer, limit.then(() => undefined)]);
  } finally {
    late.abort();
  }
}

async function inVain(what: string, withinMs: number, found: (() => unknown) | undefined): Promise<Error> {
  const instead = found === undefined ? '' : `\nwhat there was instead:\n${await answerOf(found)}`;
  return new Error(`waited ${withinMs / 1000} s in vain: ${what}${instead}`);
}

/** What was found, as text; the question may hang as what was waited for. */
async function answerOf(found: () => unknown): Promise<string> {
  try {
    const answer = await inTime(Promise.resolve(found()), ANSWER_WITHIN_MS);
    return typeof answer === 'string' ? answer : inspect(answer, { depth: 6 });
  } catch (error) {
    return inspect(error);
  }
}
