import type { Detection } from './mutant-gate.ts';
import type { Mutant } from './mutants.ts';

/** Where the detecting seeds are published. */
export const EVIDENCE_PAGE = 'docs/consensus-evidence.md';

/** One row of the table. */
export interface MutantRow {
  readonly mutant: Mutant;
  readonly detections: readonly Detection[];
}

const HEAD = `# Evidence for consensus

This page is written by \`npm run -s sim -- mutants --write\` and checked by \`npm test -- twins/\`.

## Seeded defects
Each mutant is the reducer of the product with one of its rules (\`src/consensus/tendermint/protocol-rules.ts\`) replaced, or with a disk that does not keep
what it acknowledges. The simulation of \`npm run sim -- twins\` looks for the first seeds, from 1 on, in which it breaks a promise; the reducer
of the product breaks none in the same seeds. \`npm run -s sim -- mutants\` looks again.

| Mutant | Defect | Mode | Seeds | First promise broken |
|---|---|---|---|---|
`;

/** The page for these rows. */
export function evidencePage(rows: readonly MutantRow[]): string {
  const lines = rows.map(({ mutant, detections }) => {
    const [promise = 'none'] = (detections[0]?.violation ?? '').split(':');
    const seeds = detections.map(({ seed }) => seed).join(', ');
    const cells = [mutant.name, mutant.defect, mutant.liveness === true ? 'liveness' : 'storm', seeds, promise];
    return `| ${cells.join(' | ')} |`;
  });
  return `${HEAD}${lines.join('\n')}\n`;
}

/** The seeds that a page names for each mutant. */
export function publishedSeeds(page: string): ReadonlyMap<string, readonly number[]> {
  const [seeded = ''] = page.split('## Exhaustive search');
  const rows = seeded.split('\n').filter((line) => /^\| [a-z-]+ \|/u.test(line));
  return new Map(
    rows.map((row) => {
      const [, name = '', , , seeds = ''] = row.split('|').map((cell) => cell.trim());
      return [
        name,
        seeds
          .split(',')
          .filter((seed) => seed !== '')
          .map(Number),
      ];
    }),
  );
}
