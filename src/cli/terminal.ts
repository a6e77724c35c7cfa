import { styleText } from 'node:util';

const DEFAULT_COLUMNS = 80;

/** A standard stream that results or chatter go to. */
export type StandardStream = NodeJS.WriteStream;

/** The colours in use; each means one thing everywhere. */
const STYLES = {
  title: 'bold',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  quiet: 'dim',
} as const;

/** What a piece of text means, for its colour. */
export type TextStyle = keyof typeof STYLES;

/** Whether somebody watches this stream; a dumb terminal counts as a file, since it cannot move its cursor. */
export function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Width of the terminal behind a stream, in characters. */
export function columnsOf(stream: { readonly columns?: number }): number {
  return stream.columns ?? DEFAULT_COLUMNS;
}

/** Text in the colour of its meaning, where the stream shows colours and NO_COLOR does not forbid them. */
export function styled(stream: StandardStream, style: TextStyle, text: string): string {
  return styleText(STYLES[style], text, { stream, validateStream: true });
}
