import { readFileSync, writeFileSync } from 'node:fs';
import { exhaustiveSection } from '../exhaustive/exhaustive-evidence.ts';
import { EVIDENCE_PAGE, evidencePage, type MutantRow } from './evidence-page.ts';
import { freshRunsSection } from './fresh-runs.ts';
import { detectMutant } from './mutant-gate.ts';
import { mutants } from './mutants.ts';

const SEEDS_WANTED = 3;
const MAX_SEEDS = 50_000;

/** Looks for every seeded defect, and prints or writes in which seeds it was found. Returns the exit code: 1 when one was not. */
export function runMutantsCommand({ json, write }: { readonly json: boolean; readonly write: boolean }): number {
  const rows: MutantRow[] = [];
  for (const mutant of mutants) {
    const row = { mutant, detections: detectMutant(mutant, SEEDS_WANTED, MAX_SEEDS) };
    rows.push(row);
    if (!json) process.stdout.write(lineOf(row));
  }
  const missed = rows.filter(({ detections }) => detections.length === 0).map(({ mutant }) => mutant.name);
  const found = rows.map(({ mutant: { name, defect }, detections }) => ({ name, defect, detections }));
  if (json) process.stdout.write(`${JSON.stringify({ scenario: 'mutants', mutants: rows.length, missed, found })}\n`);
  else process.stdout.write(`${rows.length} mutants, ${missed.length} missed\n`);
  if (write && missed.length === 0) {
    const runs = freshRunsSection(readFileSync(EVIDENCE_PAGE, 'utf8'));
    writeFileSync(EVIDENCE_PAGE, `${evidencePage(rows)}${exhaustiveSection()}${runs}`);
  }
  return missed.length === 0 ? 0 : 1;
}

function lineOf({ mutant, detections }: MutantRow): string {
  const [first] = detections;
  const found = first === undefined ? 'NOT FOUND' : `seed ${first.seed}: ${first.violation}`;
  return `${mutant.name.padEnd(26)} ${found}\n`;
}
