import type { LogFields } from '../base/index.ts';
import { printableText } from './printable-text.ts';

/** How much of a PeerId is enough for whoever reads a warning. */
const SHORT_ID_LENGTH = 12;
const LONG_ID = /qf1[a-z0-9]{40,}/gu;

/** A log entry as one line for people: a reason is a sentence of its own, the rest stands in brackets, PeerIds are cut short, traces left out. */
export function warningText(category: string, message: string, fields: LogFields = {}): string {
  const { reason, ...rest } = fields;
  const known = Object.entries(rest).filter(([name, value]) => value !== undefined && name !== 'traceId');
  const sentence = reason === undefined ? '' : `: ${String(reason).replace(/\.$/u, '')}`;
  const brackets =
    known.length === 0 ? '' : ` (${known.map(([name, value]) => `${name} ${String(value)}`).join(', ')})`;
  return printableText(`${category}: ${message}${sentence}${brackets}`).replaceAll(LONG_ID, shortened);
}

function shortened(peerId: string): string {
  return `${peerId.slice(0, SHORT_ID_LENGTH)}...`;
}
