import { QForgeError, utf8 } from '../base/index.ts';

const MAX_NAME_BYTES = 255;

/** Separators, control characters, line and paragraph separators, lone surrogates. */
const FORBIDDEN = /[/\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
/** What turns the direction of text around or shows nothing, so that a name looks like another. */
const DECEPTIVE = /[\p{Bidi_Control}\u200b\u2060\ufeff]/u;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/iu;
const WINDOWS_FORBIDDEN = /[<>:"|?*]/u;

/**
 * What is wrong with a file name that came from outside, or undefined. spec/file-transfer §3
 *
 * The text never repeats the name, so it is safe to show.
 */
export function fileNameProblem(unverified: string, platform: string = process.platform): string | undefined {
  if (unverified === '') return 'it is empty';
  if (FORBIDDEN.test(unverified)) return 'it has a separator or a control character in it';
  if (utf8(unverified).length > MAX_NAME_BYTES) return `it has more than ${MAX_NAME_BYTES} bytes`;
  if (DECEPTIVE.test(unverified)) return 'it has characters in it that cannot be seen or turn the text around';
  if (unverified.normalize('NFC') !== unverified) return 'it is not in Unicode normalisation form C';
  if (/^[. ]|[. ]$/u.test(unverified)) return 'it begins or ends with a dot or a space';
  if (WINDOWS_DEVICE.test(unverified)) return 'it is the name of a device in Windows';
  if (platform === 'win32' && WINDOWS_FORBIDDEN.test(unverified)) return 'Windows does not allow one of its characters';
  return undefined;
}

/** Refuses a name that the other side would refuse. Throws `ARGUMENT_INVALID`. */
export function assertFileName(name: string): void {
  const problem = fileNameProblem(name);
  if (problem !== undefined) throw new QForgeError('ARGUMENT_INVALID', { argument: 'The file name', reason: problem });
}
