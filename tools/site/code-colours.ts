import { createRequire } from 'node:module';
import { escapeHtml } from './page.ts';

/** What is used of highlight.js; its own declarations would bring the types of web pages into every tool. */
interface Highlighter {
  registerLanguage(name: string, language: unknown): void;
  highlight(code: string, options: { readonly language: string }): { readonly value: string };
}

const require = createRequire(import.meta.url);
const highlighter = require('highlight.js/lib/core') as Highlighter;
for (const name of ['bash', 'ini', 'json', 'typescript', 'xml', 'yaml']) {
  highlighter.registerLanguage(name, require(`highlight.js/lib/languages/${name}`));
}

const LANGUAGES: Readonly<Record<string, string>> = {
  sh: 'bash',
  bash: 'bash',
  ts: 'typescript',
  js: 'typescript',
  mjs: 'typescript',
  json: 'json',
  toml: 'ini',
  ini: 'ini',
  html: 'xml',
  yaml: 'yaml',
};
const PROMPT = /^(?<prompt>[a-z][\w-]*\$) (?<command>.*)$/u;

/** Code as HTML with its parts marked for the style sheet; a language that is not known stays as it is. */
export function colouredCode(code: string, language: string | undefined): string {
  if (language === 'console') return code.split('\n').map(consoleLine).join('\n');
  const known = LANGUAGES[language ?? ''];
  return known === undefined ? escapeHtml(code) : highlighter.highlight(code, { language: known }).value;
}

/** In a transcript, what people type stands out from what they are answered. */
function consoleLine(line: string): string {
  const { prompt, command } = PROMPT.exec(line)?.groups ?? {};
  if (prompt === undefined || command === undefined) return `<span class="answer">${escapeHtml(line)}</span>`;
  return `<span class="prompt">${prompt}</span> ${escapeHtml(command)}`;
}
