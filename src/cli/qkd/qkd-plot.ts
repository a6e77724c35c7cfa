import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QForgeError } from '../../base/index.ts';
import type { Chart, ChartThemeName } from '../../qkd/index.ts';
import { printJson, printLines } from '../standard-output.ts';

/** Flags of `qforge qkd plot`. */
export interface QkdPlotFlags {
  readonly output: string;
  readonly theme: ChartThemeName | 'both';
  readonly json?: true;
}

/** The simulated points of the pictures are the same in every run. */
const SEED = 'qforge qkd plot';

/** Draws every chart as SVG and PNG into a folder, and prints the paths. */
export async function plotQkd(flags: QkdPlotFlags): Promise<void> {
  await prepareFolder(flags.output);
  const { keyRateChart, interceptionChart, cascadeChart } = await import('../../qkd/index.ts');
  const charts: readonly (readonly [string, Chart])[] = [
    ['key-rate', keyRateChart()],
    ['interception', interceptionChart(SEED)],
    ['cascade', cascadeChart(SEED)],
  ];
  const themes: readonly ChartThemeName[] = flags.theme === 'both' ? ['light', 'dark'] : [flags.theme];
  const files: string[] = [];
  for (const [name, chart] of charts) {
    for (const theme of themes) files.push(...(await writeChart(flags.output, `${name}-${theme}`, chart, theme)));
  }
  if (flags.json === true) printJson({ files });
  else printLines(files);
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function unwritable(path: string, error: unknown): QForgeError<'FILE_UNWRITABLE'> {
  const reason = error instanceof Error ? error.message : String(error);
  return new QForgeError('FILE_UNWRITABLE', { path, reason }, { cause: error });
}

async function writeChart(
  folder: string,
  name: string,
  chart: Chart,
  theme: ChartThemeName,
): Promise<readonly string[]> {
  const { chartPicture, svgPicture, pngPicture } = await import('../../qkd/index.ts');
  const picture = chartPicture(chart, theme);
  const svg = join(folder, `${name}.svg`);
  const png = join(folder, `${name}.png`);
  try {
    await writeFile(svg, svgPicture(picture));
    await writeFile(png, pngPicture(picture));
  } catch (error) {
    throw unwritable(folder, error);
  }
  return [svg, png];
}
