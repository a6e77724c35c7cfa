import type { FileReceipt } from '../client/index.ts';
import { formatBytes, formatRate } from './byte-count.ts';
import { formatDuration } from './duration.ts';
import { printableText } from './printable-text.ts';
import { printJson, printJsonLine, printLines } from './standard-output.ts';
import { isTerminal } from './terminal.ts';

/** What a transfer was, as data. `bytesPerSecond` is null when it took no time that could be measured. */
export interface TransferDocument {
  readonly file: string;
  readonly peerId: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly resumedFrom: number;
  readonly durationMs: number;
  readonly bytesPerSecond: number | null;
}

/** Prints that a file has arrived at the other side. */
export function printSent(receipt: FileReceipt, file: string, peerId: string, asJson: boolean): void {
  const document = transferDocument(receipt, file, peerId);
  if (asJson) printJson(document);
  else printLines(transferLines(document, isTerminal(process.stdout)));
}

/** Prints that a file has arrived at this side; one line, since others may follow. */
export function printReceived(receipt: FileReceipt & { readonly path: string }, peerId: string, asJson: boolean): void {
  const document = transferDocument(receipt, receipt.path, peerId);
  if (asJson) printJsonLine({ event: 'received', name: receipt.name, ...document });
  else printLines(transferLines(document, isTerminal(process.stdout)));
}

/** The facts of a transfer. The rate counts only what this attempt moved. */
export function transferDocument(receipt: FileReceipt, file: string, peerId: string): TransferDocument {
  const { bytes, sha256, resumedFrom, durationMs } = receipt;
  const bytesPerSecond = durationMs > 0 ? ((bytes - resumedFrom) / durationMs) * 1000 : null;
  return { file, peerId, bytes, sha256, resumedFrom, durationMs, bytesPerSecond };
}

/** A transfer for people, or as one tab-separated line: file, bytes, SHA-256, where it was resumed, milliseconds, PeerId. */
export function transferLines(document: TransferDocument, forPeople: boolean): readonly string[] {
  const { file, peerId, bytes, sha256, resumedFrom, durationMs, bytesPerSecond } = document;
  if (!forPeople) return [[printableText(file), bytes, sha256, resumedFrom, Math.round(durationMs), peerId].join('\t')];
  const rate = bytesPerSecond === null ? '' : `, ${formatRate(bytesPerSecond)}`;
  const resumed = resumedFrom > 0 ? `, resumed at ${formatBytes(resumedFrom)}` : '';
  return [
    `${printableText(file)}  ${formatBytes(bytes)} in ${formatDuration(durationMs)}${rate}${resumed}`,
    `SHA-256 ${sha256}`,
  ];
}
