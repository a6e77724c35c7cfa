import { posix } from 'node:path';

const REFERENCE = /\s(?<attribute>href|src)="(?<target>[^"]*)"/gu;
const ANCHOR = /\sid="(?<anchor>[^"]*)"/gu;
const OUTSIDE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/iu;
const LOADS =
  /<(?:script|img|link|iframe|source|video|audio|object|embed)\b[^>]*\s(?:src|href|data)="(?<target>[^"]*)"/gu;
const STYLE_LOADS = /@import\b|url\((?!["']?(?:#|data:))/gu;

/** What was checked, and what is wrong with it. */
export interface LinkReport {
  readonly links: number;
  readonly problems: readonly string[];
}

/** Checks every link of a site, by path: its file must be there, and its anchor in it, and nothing may be loaded from elsewhere. */
export function checkLinks(files: ReadonlyMap<string, string>): LinkReport {
  const problems: string[] = [];
  let links = 0;
  for (const [path, text] of files) {
    problems.push(...outsideLoads(path, text));
    if (!path.endsWith('.html')) continue;
    for (const { groups } of text.matchAll(REFERENCE)) {
      const target = (groups?.['target'] ?? '').replaceAll('&amp;', '&');
      if (OUTSIDE.test(target)) continue;
      links += 1;
      const problem = problemWith(files, path, target);
      if (problem !== undefined) problems.push(`${path}: ${target}: ${problem}`);
    }
  }
  return { links, problems };
}

function problemWith(files: ReadonlyMap<string, string>, from: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : posix.join(posix.dirname(from), decodeURI(path));
  const text = files.get(file);
  if (text === undefined) return 'there is no such file';
  if (anchor === undefined) return undefined;
  const anchors = new Set([...text.matchAll(ANCHOR)].map(({ groups }) => groups?.['anchor']));
  return anchors.has(decodeURIComponent(anchor)) ? undefined : 'there is no such heading';
}

function outsideLoads(path: string, text: string): readonly string[] {
  const targets = [...text.matchAll(LOADS)]
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((each) => OUTSIDE.test(each));
  const loads = /\.(?:css|svg)$/u.test(path) ? [...text.matchAll(STYLE_LOADS)].map(([match]) => match) : [];
  return [...targets, ...loads].map((target) => `${path}: ${target} is loaded from elsewhere`);
}
