/** What an examination of a trail may find; entries are counted from 0. */
export type AuditFinding =
  /** The entry is not the one whose hash is in the tree. */
  | { readonly kind: 'changed'; readonly entry: number }
  | { readonly kind: 'unreadable'; readonly entry: number; readonly reason: string }
  /** Entries that should be there, `entry` to `last`. */
  | { readonly kind: 'missing'; readonly entry: number; readonly last: number }
  /** Another entry stands in its place. */
  | { readonly kind: 'misplaced'; readonly entry: number; readonly says: number }
  /** The entry before is not the one that it names. */
  | { readonly kind: 'unchained'; readonly entry: number }
  /** All entries agree with each other, but not with the signed head. */
  | { readonly kind: 'rewritten'; readonly size: number }
  /** The head is not signed by the keys, or is none. */
  | { readonly kind: 'unsigned'; readonly reason: string }
  /** There are fewer entries than somebody has seen. */
  | { readonly kind: 'rolled-back'; readonly size: number; readonly remembered: number }
  /** The entries that somebody has seen were other ones. */
  | { readonly kind: 'another-history'; readonly remembered: number };

/** A finding as a sentence that names the entry. */
export function findingSentence(finding: AuditFinding): string {
  switch (finding.kind) {
    case 'changed':
      return `Entry ${finding.entry} was changed: it does not have the hash that the tree holds for it.`;
    case 'unreadable':
      return `Entry ${finding.entry} cannot be read. ${finding.reason}`;
    case 'missing':
      return finding.entry === finding.last
        ? `Entry ${finding.entry} is missing.`
        : `Entries ${finding.entry} to ${finding.last} are missing.`;
    case 'misplaced':
      return `In the place of entry ${finding.entry} stands entry ${finding.says}.`;
    case 'unchained':
      return `Entry ${finding.entry} was written after another entry ${finding.entry - 1} than the one that is there.`;
    case 'rewritten':
      return `The ${finding.size} entries agree with each other, but not with the signed checkpoint: at least one was rewritten.`;
    case 'unsigned':
      return `The checkpoint is not to be believed. ${finding.reason}`;
    case 'rolled-back':
      return `The trail was rolled back: it has ${finding.size} entries, and had ${finding.remembered}.`;
    default:
      return `The first ${finding.remembered} entries are not those that were there when they were remembered.`;
  }
}
