import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Where metrics are described. */
const CATALOGUE = 'src/monitor/metric-catalogue.ts';

const DESCRIBED = /^ {2}(\w+): (?:counter|gauge|histogram)\(/gmu;
const MEASURED = /\.(?:count|gauge|observe|#count)\(\s*'([a-z]+_\w+)'/gu;

/** Metrics that rooms emit under names that nobody described, and descriptions of what no room emits. */
export function checkMetricNames(tree: SourceTree): readonly Finding[] {
  const catalogue = tree.get(CATALOGUE) ?? '';
  const described = new Map([...catalogue.matchAll(DESCRIBED)].map((match) => [match[1] ?? '', match.index]));
  const emitted = new Set<string>();
  const strangers: Finding[] = [];
  for (const [file, text] of tree) {
    if (!isSource(file) || !file.startsWith('src/') || file === CATALOGUE) continue;
    for (const name of described.keys()) if (text.includes(`'${name}'`)) emitted.add(name);
    for (const match of text.matchAll(MEASURED)) {
      const name = match[1] ?? '';
      if (!described.has(name)) strangers.push(finding(file, text, match.index, `${name} is not in ${CATALOGUE}`));
    }
  }
  const idle = [...described].filter(([name]) => !emitted.has(name));
  return [...strangers, ...idle.map(([name, at]) => finding(CATALOGUE, catalogue, at, `nobody measures ${name}`))];
}

function finding(file: string, text: string, at: number, message: string): Finding {
  return { file, line: lineAt(text, at), message };
}
