import { posix } from 'node:path';
import { Marked, type Token, type Tokens } from 'marked';
import { headingAnchor } from '../tidy/doc-links.ts';
import { colouredCode } from './code-colours.ts';
import { type LinkTargets, linkTags } from './document-links.ts';
import { escapeHtml, type PageHeading, type PagePassage, relativeLink, type SitePage } from './page.ts';

/** A document with its place. */
export interface SiteDocument {
  readonly source: string;
  readonly path: string;
  readonly section: string;
  readonly text: string;
}

/** Pictures that pages show, by their path in the repository: the builder copies them. */
export type PictureSink = (source: string) => string;

/** Makes a page of a Markdown document. Throws a TypeError for a link that leads nowhere, and for a document without a title. */
export function documentPage(document: SiteDocument, targets: LinkTargets, picture: PictureSink): SitePage {
  const { source, path, section } = document;
  const renderer = new DocumentRenderer(document, targets, picture);
  const marked = new Marked({ gfm: true, renderer: renderer.overrides() });
  const tokens = marked.lexer(document.text);
  const html = marked.parser(tokens) as string;
  const title = renderer.headings.find(({ level }) => level === 1)?.text;
  if (title === undefined) throw new TypeError(`${source} has no title`);
  return { path, section, title, html, headings: renderer.headings, passages: passagesOf(tokens, renderer.headings) };
}

type Overrides = NonNullable<NonNullable<ConstructorParameters<typeof Marked>[0]>['renderer']>;

class DocumentRenderer {
  readonly headings: PageHeading[] = [];
  readonly #document: SiteDocument;
  readonly #targets: LinkTargets;
  readonly #picture: PictureSink;

  constructor(document: SiteDocument, targets: LinkTargets, picture: PictureSink) {
    this.#document = document;
    this.#targets = targets;
    this.#picture = picture;
  }

  overrides(): Overrides {
    const { source, path } = this.#document;
    const [targets, picture] = [this.#targets, this.#picture];
    const heading = (token: Tokens.Heading, inner: string): string => this.#heading(token, inner);
    return {
      heading(token) {
        return heading(token, this.parser.parseInline(token.tokens) as string);
      },
      link({ href, tokens }) {
        const [open, close] = linkTags(href, source, path, targets);
        return open + (this.parser.parseInline(tokens) as string) + close;
      },
      image({ href, text }) {
        const copied = relativeLink(path, picture(posix.join(posix.dirname(source), href)));
        // Narrow pages show a part of it at a size that can be read: the link scrolls, and leads to the whole.
        return `<a class="picture-frame" href="${escapeHtml(copied)}"><img class="picture" src="${escapeHtml(copied)}" alt="${escapeHtml(text)}"></a>`;
      },
      code({ text, lang }) {
        return `<pre tabindex="0"${lang === 'console' ? ' class="console"' : ''}><code>${colouredCode(text, lang)}</code></pre>\n`;
      },
      html({ text }) {
        return text.startsWith('<!--') ? '' : text;
      },
    };
  }

  #heading({ depth, text }: Tokens.Heading, inner: string): string {
    const plain = plainText(text);
    const anchor = this.#freeAnchor(headingAnchor(text));
    this.headings.push({ level: depth, anchor, text: plain });
    const mark =
      depth === 1 ? '' : ` <a class="anchor" href="#${anchor}" aria-label="Link to ${escapeHtml(plain)}">#</a>`;
    return `<h${depth} id="${anchor}">${inner}${mark}</h${depth}>\n`;
  }

  /** The second heading of the same words is numbered, as code hosts do. */
  #freeAnchor(wanted: string): string {
    const taken = new Set(this.headings.map(({ anchor }) => anchor));
    for (let number = 0; ; number += 1) {
      const anchor = number === 0 ? wanted : `${wanted}-${number}`;
      if (!taken.has(anchor)) return anchor;
    }
  }
}

/** The words under each heading, for the search. */
function passagesOf(tokens: readonly Token[], headings: readonly PageHeading[]): readonly PagePassage[] {
  const passages: { anchor: string; heading: string; text: string }[] = [];
  let next = 0;
  for (const token of tokens) {
    if (token.type === 'heading') {
      const { anchor = '', text = '' } = headings[next] ?? {};
      next += 1;
      passages.push({ anchor, heading: text, text: '' });
    } else if (token.type !== 'space' && token.type !== 'html') {
      const last = passages.at(-1);
      if (last !== undefined) last.text = `${last.text} ${plainText(token.raw)}`.trim();
    }
  }
  return passages;
}

/** Markdown without its marks, in one line. */
function plainText(markdown: string): string {
  return markdown
    .replaceAll(/!?\[(?<words>[^\]]*)\]\([^)]*\)/gu, '$<words>')
    .replaceAll(/[`*]/gu, '')
    .replaceAll(/[|#>]+|-{3,}/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
