/** A run of seeds that nobody has run before, as the page publishes it. */
export interface FreshRun {
  readonly nodes: number;
  readonly liveness: boolean;
  readonly from: number;
  readonly seeds: number;
  readonly violations: number;
  readonly decided: number;
  readonly secondsPerMillion: number;
  readonly seedsPerThreadSecond: number;
}

const TITLE = '\n## Runs of fresh seeds\n';
const HEAD = `${TITLE}The last long run of each kind, as \`npm run -s sim -- twins --write\` has put it down: seeds made from the time, which no run had before. Seconds on the clock
depend on what else the machine did; seeds in a second of processor time less.

| Validators | Mode | From seed | Seeds | Violations | Heights decided | Seconds for a million | Seeds in a second of processor time |
|---|---|---|---|---|---|---|---|
`;

/** The section of a page about such runs; empty before the first. */
export function freshRunsSection(page: string): string {
  const at = page.indexOf(TITLE);
  return at < 0 ? '' : page.slice(at);
}

/** The page with this run in the place of the last one of its kind. */
export function withFreshRun(page: string, run: FreshRun): string {
  const section = freshRunsSection(page);
  const kind = `| ${run.nodes} | ${modeOf(run)} |`;
  const others = section.split('\n').filter((line) => /^\| \d/u.test(line) && !line.startsWith(kind));
  const rows = [...others, rowOf(run)].toSorted(
    (a, b) => Number.parseInt(a.slice(2), 10) - Number.parseInt(b.slice(2), 10),
  );
  return `${page.slice(0, page.length - section.length)}${HEAD}${rows.join('\n')}\n`;
}

function rowOf(run: FreshRun): string {
  const { nodes, from, seeds, violations, decided, secondsPerMillion, seedsPerThreadSecond } = run;
  const cells = [nodes, modeOf(run), from, seeds, violations, decided, secondsPerMillion, seedsPerThreadSecond];
  return `| ${cells.join(' | ')} |`;
}

function modeOf({ liveness }: FreshRun): string {
  return liveness ? 'liveness' : 'storm';
}
