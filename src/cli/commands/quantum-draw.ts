import { Command } from 'commander';
import { readQasmFile } from '../qasm-file.ts';
import { printJson, printLines } from '../standard-output.ts';
import { columnsOf, isTerminal } from '../terminal.ts';

interface DrawFlags {
  readonly svg?: true;
  readonly qasm?: true;
  readonly optimise?: true;
  readonly json?: true;
}

/** `qforge quantum draw`: shows a circuit. */
export function quantumDrawCommand(): Command {
  return new Command('draw')
    .summary('draw an OpenQASM circuit')
    .description(
      'Draw a circuit as text, broken to the width of the terminal, or as SVG; or write it again as OpenQASM 3.',
    )
    .argument('<file>', 'an OpenQASM 2 or 3 program; "-" is standard input')
    .option('--svg', 'as a picture')
    .option('--qasm', 'as OpenQASM 3, with all loops and gates of its own expanded')
    .option('--optimise', 'after gates that undo each other are gone, and rotations are merged')
    .option('--json', 'only its size, as one JSON document')
    .action(draw);
}

async function draw(file: string, flags: DrawFlags): Promise<void> {
  const { circuitSize, drawCircuit, drawCircuitSvg, exportQasm, optimiseCircuit } = await import(
    '../../quantum/index.ts'
  );
  const { circuit: written } = await readQasmFile(file);
  const circuit = flags.optimise === true ? optimiseCircuit(written) : written;
  const { counts, ...size } = circuitSize(circuit);
  if (flags.json === true) return printJson({ ...size, counts: Object.fromEntries(counts) });
  if (flags.svg === true || flags.qasm === true) {
    return printLines([(flags.svg === true ? drawCircuitSvg(circuit) : exportQasm(circuit)).trimEnd()]);
  }
  printLines(drawCircuit(circuit, isTerminal(process.stdout) ? columnsOf(process.stdout) : undefined));
}
