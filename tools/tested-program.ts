import { resolve } from 'node:path';
import { REPOSITORY_ROOT } from './source-tree.ts';

/** The variable that names the program to tests; set by `npm test` where it is built. */
export const TESTED_PROGRAM = 'QFORGE_TEST_PROGRAM';

/** The command line that tests run: what was built for them, or the sources, which is sooner there for one file. */
export const testedProgram: string = process.env[TESTED_PROGRAM] ?? resolve(REPOSITORY_ROOT, 'src/cli/main.ts');
