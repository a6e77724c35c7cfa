import type { EntropyReport, EntropySurvey } from '../client/index.ts';
import { printableText } from './printable-text.ts';
import { alignedFields, alignedTable } from './table.ts';

/** The sources of this machine, for people. */
export function sourceLines({ sources }: EntropyReport): readonly string[] {
  return alignedTable(
    [{ title: 'source' }, { title: 'health' }, { title: 'tested', alignRight: true }, { title: 'what it is' }],
    sources.map(({ name, problem, samples, provenance }) => [
      printableText(name),
      problem ?? 'healthy',
      `${samples} bytes`,
      printableText(provenance),
    ]),
  );
}

/** What a device or file is worth, for people. P-values below 0.01 come once in a hundred tests of a sound source. */
export function surveyLines(survey: EntropySurvey): readonly string[] {
  const { health, byteEstimate, bitEstimate, tests } = survey;
  return alignedFields([
    ['source', printableText(survey.source)],
    ['what it is', printableText(survey.provenance)],
    ['looked at', `${survey.bytes} bytes`],
    ['health', health.problem ?? 'healthy'],
    [
      'min-entropy',
      `${byteEstimate.minEntropy.toFixed(3)} bits a byte, ${bitEstimate.minEntropy.toFixed(3)} bits a bit`,
    ],
    ...Object.entries(tests).map(([name, p]): [string, string] => [wordsOf(name), `P = ${(p as number).toFixed(6)}`]),
  ]);
}

function wordsOf(name: string): string {
  return name.replaceAll(/(?=[A-Z]|\d$)/gu, ' ').toLowerCase();
}
