import { QForgeError } from '../../base/index.ts';
import type { AuditChain } from './audit-chain.ts';
import { readSegments } from './audit-journal.ts';

/**
 * The lines of a journal that no checkpoint speaks of yet: those from where the chain has come to, which moves on over them.
 *
 * Throws `AUDIT_DAMAGED` when one of them is not the next of its chain, or when there is none but should be.
 */
export async function unfoldedLines(folder: string, chain: AuditChain): Promise<readonly Uint8Array[]> {
  const unfolded: Uint8Array[] = [];
  for (const { first, lines } of await readSegments(folder)) {
    if (first > chain.next) throw damaged(folder, chain.next, 'it is missing in the journal');
    for (const [at, line] of lines.entries()) {
      if (first + at < chain.next) continue;
      const entry = chain.next;
      const { problem } = chain.take(line);
      if (problem !== undefined) throw damaged(folder, entry, reasonOf(problem.kind));
      unfolded.push(line);
    }
  }
  return unfolded;
}

function reasonOf(kind: 'unreadable' | 'misplaced' | 'unchained'): string {
  if (kind === 'unreadable') return 'it cannot be read';
  return kind === 'misplaced' ? 'another entry stands in its place' : 'the entry before it is not the one it names';
}

function damaged(path: string, entry: number, reason: string): QForgeError<'AUDIT_DAMAGED'> {
  return new QForgeError('AUDIT_DAMAGED', { path, entry, reason });
}
