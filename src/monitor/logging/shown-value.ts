import type { LogValue } from './log-entry.ts';

/** What stands in the place of a secret. */
export const HIDDEN = '(hidden)';

/** Longer texts are cut, so that nobody fills a log with one entry. */
export const MAX_VALUE_CHARS = 2048;

const SECRET_WORDS = [
  'passphrase',
  'password',
  'passwd',
  'secret',
  'secrets',
  'token',
  'credential',
  'credentials',
  'authorization',
  'cookie',
  'psk',
  'seed',
  'key',
  'keys',
  'apikey',
  'pin',
];
const capitalised = SECRET_WORDS.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);

/** Names whose texts are secrets, whatever they look like: the last word decides, as in `api-key`, `api_key` and `apiKey`. */
const SECRET_NAME = new RegExp(String.raw`(?:^|[_.\s-])(?:${SECRET_WORDS.join('|')})$`, 'iu');
const SECRET_CAMEL_NAME = new RegExp(String.raw`[a-z\d](?:${capitalised.join('|')})$`, 'u');

const MAX_JUDGED_NAMES = 1024;
const MAX_JUDGED_CHARS = 64;
const judgedNames = new Map<string, boolean>();

/**
 * A value as it may stand in a log; undefined for none.
 *
 * Only plain values are shown. Everything else is hidden by its type, whatever it holds: bytes, key objects, `SecretBytes`, objects whose
 * fields nobody has looked at. Texts under the name of a secret are hidden too.
 */
export function shownValue(name: string, value: unknown): LogValue | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'string':
      return isSecretName(name) ? HIDDEN : shortened(value);
    default:
      return HIDDEN;
  }
}

/** Names of fields are constants, so few are judged and many are looked up. */
function isSecretName(name: string): boolean {
  const known = judgedNames.get(name);
  if (known !== undefined) return known;
  const isSecret = SECRET_NAME.test(name) || SECRET_CAMEL_NAME.test(name);
  if (judgedNames.size < MAX_JUDGED_NAMES && name.length <= MAX_JUDGED_CHARS) judgedNames.set(name, isSecret);
  return isSecret;
}

function shortened(text: string): string {
  if (text.length <= MAX_VALUE_CHARS) return text;
  return `${text.slice(0, MAX_VALUE_CHARS)}... (${text.length} characters)`;
}
