import { ERROR_CLASSES, type ErrorClass, type ErrorCode, EXIT_CODES, errorCatalogue } from '../../src/base/index.ts';
import { type GeneratedPage, markdownTable, pageHeader } from './generated-page.ts';

interface PlainEntry {
  readonly errorClass: ErrorClass;
  readonly exitCode: number;
  readonly sentence: (details: Readonly<Record<string, string>>) => string;
  readonly hint: string;
}

/** docs/errors.md: every code with its class, its sentence, its hint and its exit code. */
export function errorsPage(): GeneratedPage {
  const entries = Object.entries(errorCatalogue) as unknown as readonly [ErrorCode, PlainEntry][];
  const rows = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { errorClass, exitCode, sentence, hint }]) => [
      `\`${code}\``,
      errorClass,
      sentence(placeholders()),
      hint,
      String(exitCode),
    ]);
  const exitRows = Object.entries(EXIT_CODES).map(([name, code]) => [String(code), name]);
  return {
    path: 'docs/errors.md',
    text: [
      pageHeader('Errors', 'src/base/error-catalogue.ts'),
      'Every failure that leaves qforge is a `QForgeError` with a stable code, one sentence of what is wrong and one of',
      'what to do. Words in braces are filled in from the details of the error. The command line ends with the exit code.\n',
      markdownTable(['Code', 'Class', 'What is wrong', 'What to do', 'Exit code'], rows),
      '\n## Classes\n',
      'The class says what helps; [resilience](resilience.md) says what is made of it.\n',
      markdownTable(['Class', 'What it means'], Object.entries(ERROR_CLASSES)),
      '\n## Exit codes\n',
      markdownTable(['Exit code', 'Kind of failure'], exitRows),
      '',
    ].join('\n'),
  };
}

/** Details whose every field reads as its own name in braces. */
function placeholders(): Readonly<Record<string, string>> {
  return new Proxy({}, { get: (_target, name) => `{${String(name)}}` });
}
