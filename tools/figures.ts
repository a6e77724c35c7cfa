import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageApi } from './api/package-api.ts';
import { checkArchitecture } from './architecture/check.ts';
import { lineCount, statisticsText } from './line-statistics.ts';
import { isSource, REPOSITORY_ROOT, readSourceTree } from './source-tree.ts';
import { checkDocstrings } from './tidy/docstrings.ts';
import { duplicatesIn } from './tidy/duplicates.ts';
import { fileLengths, LONGEST_FILE_LINES } from './tidy/file-length.ts';
import { functionLengths, functionSpans } from './tidy/function-length.ts';
import { testShare } from './tidy/test-share.ts';

// Prints the figures of the house: `npm run -s figures`. What must hold is checked by the tests; this shows how far from it things are.
const P90_FUNCTION_LINES = 30;
const SHOWN = 8;
const tree = readSourceTree();
const sources = [...tree].filter(([path]) => isSource(path) && path.startsWith('src/'));

function print(title: string, figure: string, aim = ''): void {
  process.stdout.write(`${title.padEnd(34)} ${figure}${aim === '' ? '' : `   (aim: ${aim})`}\n`);
}

print('files in src', statisticsText(fileLengths(tree, 'src/')), 'median <= 120, p90 <= 300');
print('files of all', statisticsText(fileLengths(tree, '')));
print('functions in src', statisticsText(functionLengths(tree, 'src/')), 'median <= 10, p90 <= 30');
const share = testShare(tree);
print('lines of test for one of src', share.ratio.toFixed(2), '>= 1');
print('imports that are forbidden, cycles', String(checkArchitecture(tree).length), '0');
print('exports without a docstring', String(checkDocstrings(tree).length), '0');
const names = packageApi(tree).map(
  ({ specifier, declarations }) => `${specifier.replace('qforge/', '')} ${declarations.length}`,
);
print('names that the package offers', names.join(', '));
const { dependencies } = JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>;
};
print('dependencies of what is published', String(Object.keys(dependencies).length), 'a handful');

const long = sources.map(([path, text]) => ({ path, lines: lineCount(text) })).toSorted((a, b) => b.lines - a.lines);
print(
  `files over ${LONGEST_FILE_LINES} lines in src`,
  String(long.filter(({ lines }) => lines > LONGEST_FILE_LINES).length),
);
for (const { path, lines } of long.slice(0, SHOWN)) print('', `${path} ${lines}`);

const functions = sources
  .flatMap(([path, text]) => functionSpans(text).map(({ line, lines }) => ({ place: `${path}:${line}`, lines })))
  .toSorted((a, b) => b.lines - a.lines);
print(
  `functions over ${P90_FUNCTION_LINES} lines in src`,
  String(functions.filter(({ lines }) => lines > P90_FUNCTION_LINES).length),
);
for (const { place, lines } of functions.slice(0, SHOWN)) print('', `${place} ${lines}`);

const duplicates = duplicatesIn(tree, 'src/').toSorted((a, b) => b.lines - a.lines);
print('runs of the same lines in src', String(duplicates.length), '0');
for (const { first, second, lines } of duplicates.slice(0, SHOWN)) print('', `${first} and ${second}, ${lines} lines`);
