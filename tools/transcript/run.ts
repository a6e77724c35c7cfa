import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { answerMatches } from './answer-match.ts';
import { FreePorts } from './free-ports.ts';
import { INTERRUPT, type TranscriptStep, transcriptSteps } from './transcript.ts';
import { TypedCommand } from './typed-command.ts';

const STEP_TIMEOUT_MS = 120_000;

/** Is told what a step printed. */
export type StepObserver = (step: TranscriptStep, printed: readonly string[]) => void;

/**
 * Runs everything that a document shows in its transcripts, and gives the number of steps. Throws an Error for the first step that goes
 * otherwise; with an `observer`, which writes transcripts, only for one that fails.
 */
export async function runTranscript(name: string, document: string, observer?: StepObserver): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-transcript-'));
  using ports = await FreePorts.for(document);
  const running = new Map<string, TypedCommand>();
  const steps = transcriptSteps(document);
  try {
    for (const step of steps) await runStep(step, running, { name, folder, ports, observer });
    return steps.length;
  } finally {
    for (const command of running.values()) command[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Stage {
  readonly name: string;
  readonly folder: string;
  readonly ports: FreePorts;
  readonly observer: StepObserver | undefined;
}

async function runStep(step: TranscriptStep, running: Map<string, TypedCommand>, stage: Stage): Promise<void> {
  const { user, runsOn } = step;
  const before = running.get(user);
  const isInterrupt = step.command === INTERRUPT;
  if (isInterrupt) {
    await before?.interrupt();
    stage.observer?.(step, before?.lines ?? []);
  }
  const command = isInterrupt ? before : new TypedCommand(stage.ports.put(step.command), placeOf(user, stage.folder));
  if (command === undefined) throw failure(step, stage, 'there is nothing to interrupt', []);
  running.set(user, command);
  if (!isInterrupt) await awaitAnswer(step, command, stage);
  if (runsOn) return;
  running.delete(user);
}

/** Waits for the answer of a command that runs on, or for the end of one that does not. */
async function awaitAnswer(step: TranscriptStep, command: TypedCommand, stage: Stage): Promise<void> {
  const answer = step.answer.map((line) => stage.ports.put(line));
  const isAnswered = (isOver: boolean): boolean =>
    stage.observer === undefined ? answerMatches(answer, command.lines, isOver) : command.lines.length > 0;
  const timer = setTimeout(() => command[Symbol.dispose](), STEP_TIMEOUT_MS);
  try {
    while (!command.isOver && !(step.runsOn && isAnswered(false))) await command.more();
    stage.observer?.(step, command.lines);
    if (step.runsOn && !command.isOver) return;
    const code = await command.end();
    if (code !== 0) throw failure(step, stage, `it ended with ${code ?? 'a signal'}`, command.lines);
    if (stage.observer === undefined && !isAnswered(true))
      throw failure(step, stage, 'it printed something else', command.lines);
  } finally {
    clearTimeout(timer);
  }
}

function failure(
  { command, line }: TranscriptStep,
  { name }: Stage,
  problem: string,
  printed: readonly string[],
): Error {
  return new Error(`${name}:${line}: ${command}\n${problem}:\n${printed.join('\n')}`);
}

/** Every user has a home; the folder of the files is common, as if they were handed over. */
function placeOf(user: string, folder: string): { folder: string; environment: Record<string, string> } {
  const [home, files, programs] = [join(folder, user), join(folder, 'files'), join(folder, 'bin')];
  for (const each of [join(home, 'run'), files, programs]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const program = join(programs, 'qforge');
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' '${resolve(REPOSITORY_ROOT, 'src/cli/main.ts')}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  return {
    folder: files,
    environment: {
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_RUNTIME_DIR: join(home, 'run'),
      NODE_COMPILE_CACHE: resolve(REPOSITORY_ROOT, 'node_modules/.cache/compile'),
      NO_COLOR: '1',
    },
  };
}
