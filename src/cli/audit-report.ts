import type { AuditCheck, AuditEntryRead } from '../client/index.ts';
import { printableText } from './printable-text.ts';

/** So many findings are shown; more of them say no more. */
const SHOWN_FINDINGS = 20;

/** What an examination found, for people. */
export function auditCheckLines({ origin, size, unfolded, tornBytes, findings }: AuditCheck): readonly string[] {
  const torn = tornBytes === 0 ? [] : [`An entry that a crash cut off (${tornBytes} bytes) was never acknowledged.`];
  const more = findings.length - SHOWN_FINDINGS;
  return [
    `trail       ${origin}`,
    `checkpoint  signed over ${size} entries`,
    `behind it   ${unfolded} entries, chained only`,
    ...torn,
    ...(findings.length === 0 ? ['All of it is as it was written.'] : []),
    ...findings.slice(0, SHOWN_FINDINGS).map((finding) => `WRONG  ${printableText(finding.sentence)}`),
    ...(more > 0 ? [`WRONG  and ${more} more of the kind`] : []),
  ];
}

/** An entry as one line for people. */
export function auditEntryLine({ entry, isPublished }: AuditEntryRead): string {
  const { index, timeMs, category, event, fields } = entry;
  const words = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  const mark = isPublished ? ' ' : '*';
  return printableText(
    [
      `${String(index).padStart(6)}${mark} ${new Date(timeMs).toISOString()} ${category.padEnd(8)} ${event}`,
      ...words,
    ].join('  '),
  );
}
