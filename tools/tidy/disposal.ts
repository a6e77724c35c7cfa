import { packageApi } from '../api/package-api.ts';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

const CLASS = /^export (?:abstract )?class (?<name>\w+)[^{]*\{\n(?<body>.*?)^\}/gmsu;
const ENDING = /^ {2}(?:async )?(?<method>close|shutdown|stop|wipe)\(\)/mu;
const DISPOSAL = /^ {2}(?:async )?\[Symbol\.(?:asyncDispose|dispose)\]\(\)/mu;

/** Classes that the package offers and that can be ended, but not by a `using` block. docs/adr/0161 */
export function checkDisposal(tree: SourceTree): readonly Finding[] {
  const offered = new Set(
    packageApi(tree).flatMap(({ declarations }) =>
      declarations.filter(({ kind }) => kind === 'class').map(({ name }) => name),
    ),
  );
  return [...tree].flatMap(([file, text]) => {
    return file.startsWith('src/') && isSource(file) ? undisposableIn(file, text, offered) : [];
  });
}

function undisposableIn(file: string, text: string, offered: ReadonlySet<string>): readonly Finding[] {
  return [...text.matchAll(CLASS)].flatMap((match) => {
    const { name = '', body = '' } = match.groups ?? {};
    const method = ENDING.exec(body)?.groups?.['method'];
    if (method === undefined || DISPOSAL.test(body) || !offered.has(name)) return [];
    return [
      { file, line: lineAt(text, match.index), message: `${name} has ${method}(), but cannot be used by "using"` },
    ];
  });
}
