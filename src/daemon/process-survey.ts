import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isQForgeError, QForgeError } from '../base/index.ts';
import { askProcess } from './control-client.ts';
import { type ControlSocketOwner, parseControlSocketName } from './control-socket-name.ts';
import { decodeProcessHealth, decodeProcessStatus, type ProcessHealth, type ProcessStatus } from './process-status.ts';
import { isPrivateDirectory } from './runtime-directory.ts';

const ANSWER_LIMIT_MS = 2000;

/** A running process that answered. */
export interface AnsweringProcess extends ControlSocketOwner {
  readonly status: ProcessStatus;
  readonly health: ProcessHealth;
}

/** A running process that did not answer as it should. */
export interface SilentProcess extends ControlSocketOwner {
  readonly problem: QForgeError;
}

/** What was found out about one running process. */
export type SurveyedProcess = AnsweringProcess | SilentProcess;

/**
 * Asks every running process of this user how it is, all at once; sockets of dead processes are removed.
 *
 * Ordered by process number. A folder that is missing, or that others can enter, has no processes.
 */
export async function surveyProcesses(
  directory: string,
  answerLimitMs: number = ANSWER_LIMIT_MS,
): Promise<readonly SurveyedProcess[]> {
  if (!(await isPrivateDirectory(directory))) return [];
  const asked = (await readdir(directory)).map((fileName) => surveyProcess(directory, fileName, answerLimitMs));
  const found = await Promise.all(asked);
  return found.filter((process) => process !== undefined).toSorted((a, b) => a.pid - b.pid);
}

async function surveyProcess(
  directory: string,
  fileName: string,
  limitMs: number,
): Promise<SurveyedProcess | undefined> {
  const owner = parseControlSocketName(fileName);
  if (owner === undefined) return undefined;
  const path = join(directory, fileName);
  try {
    const [status, health] = await Promise.all([
      askProcess(path, 'status', limitMs),
      askProcess(path, 'health', limitMs),
    ]);
    return { ...owner, status: decodeProcessStatus(status), health: decodeProcessHealth(health) };
  } catch (error) {
    if (!isQForgeError(error, 'NOT_RUNNING')) return { ...owner, problem: asProblem(error) };
    await rm(path, { force: true });
    return undefined;
  }
}

function asProblem(error: unknown): QForgeError {
  return isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'asking a process' }, { cause: error });
}
