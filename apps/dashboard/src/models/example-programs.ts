/** A program to begin with. */
export interface ExampleProgram {
  readonly name: string;
  readonly text: string;
}

const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n';

/** Programs that show something each. */
export const examplePrograms: readonly ExampleProgram[] = [
  { name: 'Bell pair', text: `${head}qubit[2] q;\nbit[2] c;\nh q[0];\ncx q[0], q[1];\nc = measure q;\n` },
  {
    name: 'GHZ state of five',
    text: `${head}qubit[5] q;\nbit[5] c;\nh q[0];\ncx q[0], q[1];\ncx q[1], q[2];\ncx q[2], q[3];\ncx q[3], q[4];\nc = measure q;\n`,
  },
  {
    name: 'Teleportation',
    text: `${head}qubit[3] q;\nbit[3] c;\nry(1.1) q[0];\nh q[1];\ncx q[1], q[2];\ncx q[0], q[1];\nh q[0];\nc[0] = measure q[0];\nc[1] = measure q[1];\nif (c[1] == 1) x q[2];\nif (c[0] == 1) z q[2];\nc[2] = measure q[2];\n`,
  },
  {
    name: 'Interference',
    text: `${head}qubit[1] q;\nbit[1] c;\nh q[0];\nrz(0.8) q[0];\nh q[0];\nc = measure q;\n`,
  },
];
