import { basename } from 'node:path';
import { QForgeError } from '../base/index.ts';

/** What `qforge send PATH... PEER [ADDRESS]` names. */
export interface SendWords {
  readonly paths: readonly string[];
  readonly peer: string;
  readonly address: string | undefined;
}

/** Standard input, where a path is expected. */
export const STANDARD_INPUT = '-';

/**
 * Tells paths, peer and address of a command line apart: an address is the only word with a scheme.
 *
 * Throws `COMMAND_LINE_INVALID`, and `ARGUMENT_INVALID` for paths that would meet at the other side.
 */
export function parseSendWords(words: readonly string[], name: string | undefined): SendWords {
  const last = words.at(-1);
  const address = last?.includes('://') === true ? last : undefined;
  const rest = address === undefined ? words : words.slice(0, -1);
  const peer = rest.at(-1);
  const paths = rest.slice(0, -1);
  if (peer === undefined || paths.length === 0) throw invalid('Missing required argument: PATH... PEER [ADDRESS]');
  if (name !== undefined && paths.length > 1) throw invalid('--name is for one path alone');
  if (paths.includes(STANDARD_INPUT) && name === undefined) throw invalid('Standard input needs a --name');
  assertDifferent(paths);
  return { paths, peer, address };
}

function assertDifferent(paths: readonly string[]): void {
  const names = paths.map((path) => basename(path));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new QForgeError('ARGUMENT_INVALID', { argument: 'PATH', reason: `two of them are called ${twice}` });
}

function invalid(problem: string): QForgeError<'COMMAND_LINE_INVALID'> {
  return new QForgeError('COMMAND_LINE_INVALID', { problem });
}
