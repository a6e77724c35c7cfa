import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { REPOSITORY_ROOT, readSourceTree } from './source-tree.ts';
import { runTranscript } from './transcript/run.ts';
import type { TranscriptStep } from './transcript/transcript.ts';

// Runs the transcripts of the documents: `npm run guides`, or `npm run guides -- WORD...` for those whose path contains one of the words.
// With --show, what every step prints is shown instead of compared: to write a transcript by.
const isShown = process.argv.includes('--show');
const words = process.argv.slice(2).filter((word) => word !== '--show');
const documents = [...readSourceTree().keys()]
  .filter((path) => /^(?:README|docs\/.*)\.md$/u.test(path))
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)));
for (const path of documents.toSorted()) {
  const steps = await runTranscript(
    path,
    readFileSync(resolve(REPOSITORY_ROOT, path), 'utf8'),
    isShown ? show : undefined,
  );
  if (steps > 0) process.stdout.write(`${relative('.', path)}: ${steps} steps as written\n`);
}

function show({ user, command }: TranscriptStep, printed: readonly string[]): void {
  process.stdout.write([`${user}$ ${command}`, ...printed, ''].join('\n'));
}
