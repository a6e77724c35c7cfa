/** One command of a transcript with what it is answered. */
export interface TranscriptStep {
  /** Who types: the word before the `$`, each with a home of their own. */
  readonly user: string;
  /** The command line; `^C` interrupts what this user runs. */
  readonly command: string;
  /** What is printed, line by line; see `answer-match.ts` for the ellipsis. */
  readonly answer: readonly string[];
  /** In the document, from 1. */
  readonly line: number;
  /** It runs until this user's `^C`: the transcript goes on when its answer is there. */
  readonly runsOn: boolean;
}

/** What interrupts a command in a transcript. */
export const INTERRUPT = '^C';

const BLOCK = /^```console\n(?<body>.*?)^```$/gmsu;
const PROMPT = /^(?<user>[a-z][\w-]*)\$ (?<command>.*)$/u;

/** The steps of all `console` blocks of a document, in order. Throws a TypeError for an answer before any command. */
export function transcriptSteps(document: string): readonly TranscriptStep[] {
  const steps = [...document.matchAll(BLOCK)].flatMap((match) => {
    const firstLine = document.slice(0, match.index).split('\n').length + 1;
    return blockSteps(match.groups?.['body'] ?? '', firstLine);
  });
  return steps.map((step, index) => ({ ...step, runsOn: nextOf(steps, index)?.command === INTERRUPT }));
}

function nextOf(steps: readonly { user: string; command: string }[], index: number): { command: string } | undefined {
  const user = steps[index]?.user;
  return steps.slice(index + 1).find((step) => step.user === user);
}

function blockSteps(body: string, firstLine: number): readonly Omit<TranscriptStep, 'runsOn'>[] {
  const steps: { user: string; command: string; answer: string[]; line: number }[] = [];
  for (const [offset, text] of body.replace(/\n$/u, '').split('\n').entries()) {
    const { user, command } = PROMPT.exec(text)?.groups ?? {};
    if (user !== undefined && command !== undefined)
      steps.push({ user, command, answer: [], line: firstLine + offset });
    else if (steps.length === 0) throw new TypeError(`line ${firstLine + offset}: an answer before any command`);
    else steps.at(-1)?.answer.push(text);
  }
  return steps.map(joinContinued);
}

/** A command line that ends with a backslash goes on in the next. */
function joinContinued<Step extends { command: string; answer: readonly string[] }>(step: Step): Step {
  let { command } = step;
  const answer = [...step.answer];
  while (command.endsWith('\\') && answer.length > 0)
    command = `${command.slice(0, -1)}${answer.shift()?.trim() ?? ''}`;
  return { ...step, command, answer };
}
