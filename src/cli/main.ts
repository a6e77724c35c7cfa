#!/usr/bin/env node
import { runtimeProblem } from './runtime-requirement.ts';

const problem = runtimeProblem();
if (problem === undefined) {
  // Loaded only now: what follows needs a Node.js that is new enough.
  const { enablePrivateCompileCache } = await import('./compile-cache.ts');
  enablePrivateCompileCache(process.env);
  const { silenceExpectedWarnings } = await import('./experimental-warnings.ts');
  silenceExpectedWarnings(process);
  const { runCommandLine } = await import('./program.ts');
  await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
