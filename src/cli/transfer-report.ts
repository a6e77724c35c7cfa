import type { FileReceipt, TreeReceipt } from '../client/index.ts';
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
  /** What was in it, for a folder. */
  readonly folder?: { readonly files: number; readonly folders: number; readonly links: number };
}

/** Prints that something has arrived at the other side. */
export function printSent(
  receipt: FileReceipt | TreeReceipt,
  path: string,
  peerId: string,
  how: { readonly asJson: boolean; readonly isOneOfMany: boolean },
): void {
  const document = transferDocument(receipt, path, peerId);
  if (!how.asJson) printLines(transferLines(document, isTerminal(process.stdout)));
  else if (how.isOneOfMany) printJsonLine(document);
  else printJson(document);
}

/** Prints that something has arrived at this side; one line, since others may follow. */
export function printReceived(
  receipt: (FileReceipt | TreeReceipt) & { readonly path: string },
  peerId: string,
  asJson: boolean,
): void {
  const document = transferDocument(receipt, receipt.path, peerId);
  if (asJson) printJsonLine({ event: 'received', name: receipt.name, ...document });
  else printLines(transferLines(document, isTerminal(process.stdout)));
}

/** The facts of a transfer. The rate counts only what this attempt moved. */
export function transferDocument(receipt: FileReceipt | TreeReceipt, file: string, peerId: string): TransferDocument {
  const { bytes, sha256, resumedFrom, durationMs } = receipt;
  const bytesPerSecond = durationMs > 0 ? ((bytes - resumedFrom) / durationMs) * 1000 : null;
  const document = { file, peerId, bytes, sha256, resumedFrom, durationMs, bytesPerSecond };
  if (!('files' in receipt)) return document;
  const { files, folders, links } = receipt;
  return { ...document, folder: { files, folders, links } };
}

/** A transfer for people, or as one tab-separated line: file, bytes, SHA-256, where it was resumed, milliseconds, PeerId. */
export function transferLines(document: TransferDocument, forPeople: boolean): readonly string[] {
  const { file, peerId, bytes, sha256, resumedFrom, durationMs, bytesPerSecond, folder } = document;
  if (!forPeople) return [[printableText(file), bytes, sha256, resumedFrom, Math.round(durationMs), peerId].join('\t')];
  const rate = bytesPerSecond === null ? '' : `, ${formatRate(bytesPerSecond)}`;
  const resumed = resumedFrom > 0 ? `, resumed at ${formatBytes(resumedFrom)}` : '';
  const contents = folder === undefined ? '' : `${plural(folder.files, 'file')}, `;
  return [
    `${printableText(file)}  ${contents}${formatBytes(bytes)} in ${formatDuration(durationMs)}${rate}${resumed}`,
    `SHA-256 ${sha256}`,
  ];
}

function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
