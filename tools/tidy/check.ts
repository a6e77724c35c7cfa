import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { checkDisposal } from './disposal.ts';
import { checkDocLinks } from './doc-links.ts';
import { checkDocstrings } from './docstrings.ts';
import { checkErrorSubjects } from './error-subjects.ts';
import { checkFileLength } from './file-length.ts';
import { checkFileNames } from './file-names.ts';
import { checkForbiddenGlobals } from './forbidden-globals.ts';
import { checkLockfile } from './lockfile.ts';
import { checkMetricNames } from './metric-names.ts';
import { mirrorExceptions } from './mirror-exceptions.ts';
import { checkMirrorTests } from './mirror-tests.ts';
import { checkClimbingPaths, checkOutsideTraces } from './outside-traces.ts';
import { checkPackageExports } from './package-exports.ts';
import { checkPlainComparisons } from './plain-comparisons.ts';
import { checkPlainErrors } from './plain-errors.ts';
import { checkUnfinishedWork } from './unfinished-work.ts';

/** One rule of the house. */
export interface TidyRule {
  /** What holds when nothing is found, as the name of a test. */
  readonly title: string;
  readonly check: (tree: SourceTree) => readonly Finding[];
}

/** Every rule that is checked on the sources alone. `exists` tells whether a path of the repository is there. */
export function tidyRules(exists: (path: string) => boolean): readonly TidyRule[] {
  return [
    { title: 'no source file is too long without a stated reason', check: checkFileLength },
    { title: 'files are named by a noun in kebab-case', check: checkFileNames },
    {
      title: 'every source with runtime code has its mirror test',
      check: (tree) => checkMirrorTests(tree, mirrorExceptions),
    },
    { title: 'no note to oneself and no test mark is left', check: checkUnfinishedWork },
    { title: 'every exported declaration has a docstring', check: checkDocstrings },
    { title: 'what the package offers and can be ended fits a using block', check: checkDisposal },
    { title: 'rooms use no global they should be handed', check: checkForbiddenGlobals },
    { title: 'errors of the product are of its one class', check: checkPlainErrors },
    { title: 'no comparison tells a secret by its time', check: checkPlainComparisons },
    { title: 'what is malformed begins a sentence', check: checkErrorSubjects },
    { title: 'every metric is described and measured', check: checkMetricNames },
    { title: 'nothing speaks of one machine or one workplace', check: checkOutsideTraces },
    { title: 'no source reaches out of the repository', check: checkClimbingPaths },
    { title: 'every link of a document leads somewhere', check: (tree) => checkDocLinks(tree, exists) },
    { title: 'the lockfile is whole, and runs no script that nobody approved', check: checkLockfile },
    { title: 'the package offers what the rooms publish', check: checkPackageExports },
  ];
}
