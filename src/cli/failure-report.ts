import { isQForgeError, QForgeError } from '../base/index.ts';
import { printableText } from './printable-text.ts';
import { JSON_SCHEMA_VERSION } from './standard-output.ts';
import { styled } from './terminal.ts';

/** Any error as one of the project: what is not ours is an internal failure, with the original as its cause. */
export function asQForgeError(error: unknown): QForgeError {
  if (isQForgeError(error)) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new QForgeError('INTERNAL', { what }, { cause: error });
}

/**
 * Prints an error on standard error: `error CODE: sentence` and `hint: ...`, or one JSON document.
 *
 * Sentences may quote what others sent, so they are made printable. A stack trace is shown only with QFORGE_DEBUG=1.
 */
export function reportFailure(error: QForgeError, asJson: boolean): void {
  process.stderr.write(failureReport(error, asJson));
  if (process.env['QFORGE_DEBUG'] === '1') process.stderr.write(`${traceOf(error)}\n`);
}

/** The text that is printed for an error. */
export function failureReport(error: QForgeError, asJson: boolean): string {
  return asJson ? jsonReport(error) : textReport(error);
}

function textReport(error: QForgeError): string {
  const title = styled(process.stderr, 'bad', `error ${error.code}`);
  const hint = styled(process.stderr, 'title', 'hint');
  return `${title}: ${printableText(error.message)}\n${hint}: ${printableText(error.hint)}\n`;
}

function jsonReport(error: QForgeError): string {
  const document = { schemaVersion: JSON_SCHEMA_VERSION, error: { ...error.toJSON(), exitCode: error.exitCode } };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${traceOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
