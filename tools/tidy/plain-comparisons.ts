import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Compares bytes and stops at the first difference: how long that takes tells where it is. */
const PLAIN = /(?:\.|\bBuffer\.)(?:equals|compare)\s*\(/gu;

/** Files whose `equals` is told nothing secret, with the reason. */
const PUBLIC: ReadonlyMap<string, string> = new Map([
  ['src/crypto/portable-eddsa.ts', 'points of a signature that everybody has'],
  ['src/libp2p/session-handshake.ts', 'names of peers'],
  ['src/messaging/routing/message-router.ts', 'announcements, which every router gets'],
  ['src/messaging/sealed/sealed-content.ts', 'the order of recipients'],
]);

/** Comparisons of the product that could tell a secret by their time: what is secret is compared by `equalSecrets`. */
export function checkPlainComparisons(tree: SourceTree): readonly Finding[] {
  return [...tree].flatMap(([file, text]) => {
    if (!file.startsWith('src/') || !isSource(file) || PUBLIC.has(file)) return [];
    const { code } = maskSource(text);
    return [...code.matchAll(PLAIN)].map((match) => ({
      file,
      line: lineAt(code, match.index),
      message: `${match[0].slice(0, -1)} takes a time that tells where the difference is`,
    }));
  });
}
