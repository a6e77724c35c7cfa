import { Marked } from 'marked';
import { DECLARATION_KINDS, type Declaration, type DeclarationKind } from '../api/declaration.ts';
import type { PackageEntry } from '../api/package-api.ts';
import { colouredCode } from './code-colours.ts';
import { escapeHtml, type PageHeading, type SitePage } from './page.ts';

const TITLES: Readonly<Record<DeclarationKind, string>> = {
  class: 'Classes',
  function: 'Functions',
  constant: 'Constants',
  interface: 'Interfaces',
  type: 'Types',
};
const SECTION = 'API';
const prose = new Marked({ gfm: true });

/** The reference of one export of the package, from its declarations and their docstrings. */
export function apiPage(entry: PackageEntry): SitePage {
  const { specifier, role, declarations } = entry;
  const names = new Set(declarations.map(({ name }) => name));
  const headings: PageHeading[] = [{ level: 1, anchor: 'top', text: specifier }];
  const groups = DECLARATION_KINDS.map((kind) => {
    const group = declarations
      .filter((each) => each.kind === kind)
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
    if (group.length === 0) return '';
    headings.push({ level: 2, anchor: `all-${kind}`, text: TITLES[kind] });
    for (const { name } of group) headings.push({ level: 3, anchor: name, text: name });
    return `<h2 id="all-${kind}">${TITLES[kind]}</h2>\n${group.map((each) => declarationHtml(each, names)).join('\n')}`;
  });
  const html = [
    `<h1 id="top"><code>${specifier}</code></h1>`,
    `<p>${escapeHtml(sentence(role))}</p>`,
    `<pre tabindex="0"><code>${colouredCode(`import { … } from '${specifier}';`, 'ts')}</code></pre>`,
    `<p class="index">${[...names]
      .toSorted()
      .map((name) => `<a href="#${name}"><code>${name}</code></a>`)
      .join(' ')}</p>`,
    ...groups,
  ].join('\n');
  const passages = declarations.map(({ name, documentation }) => ({
    anchor: name,
    heading: name,
    text: documentation,
  }));
  return { path: apiPath(specifier), section: SECTION, title: specifier, html, headings, passages };
}

/** Where the reference of an export is, from the root of the site. */
export function apiPath(specifier: string): string {
  return `api/${specifier.replaceAll('/', '-')}.html`;
}

function declarationHtml(declaration: Declaration, names: ReadonlySet<string>): string {
  const { name, kind, signature, documentation, members, file } = declaration;
  const listed = members.map(
    (member) =>
      `<div class="member">${signatureHtml(member.signature, names, name)}${documentationHtml(member.documentation, names)}</div>`,
  );
  return [
    `<section class="declaration"><h3 id="${name}"><code>${name}</code> <span class="kind">${kind}</span> <a class="anchor" href="#${name}" aria-label="Link to ${name}">#</a></h3>`,
    signatureHtml(signature, names, name),
    documentationHtml(documentation, names),
    listed.length === 0 ? '' : `<div class="members">${listed.join('\n')}</div>`,
    `<p class="source">${escapeHtml(file)}</p></section>`,
  ].join('\n');
}

/** A signature with its parts marked, in which the names of the page are links. */
function signatureHtml(signature: string, names: ReadonlySet<string>, own: string): string {
  const linked = colouredCode(signature, 'ts')
    .split(/(?<tag><[^>]*>)/u)
    .map((part) => (part.startsWith('<') ? part : linkNames(part, names, own)))
    .join('');
  return `<pre tabindex="0"><code>${linked}</code></pre>`;
}

function linkNames(text: string, names: ReadonlySet<string>, own: string): string {
  return text.replaceAll(/\b[A-Za-z_]\w*\b/gu, (word) =>
    names.has(word) && word !== own ? `<a href="#${word}">${word}</a>` : word,
  );
}

function documentationHtml(documentation: string, names: ReadonlySet<string>): string {
  if (documentation === '') return '';
  const text = documentation.replaceAll(/\{@link (?<name>[\w$]+)(?<rest>[^}]*)\}/gu, (_, name: string, rest: string) =>
    names.has(name) ? `[\`${name}${rest}\`](#${name})` : `\`${name}${rest}\``,
  );
  // Generics in prose are no tags.
  return prose.parse(text.replaceAll('<', '&lt;'), { async: false });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
