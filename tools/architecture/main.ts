import { findingText } from '../finding.ts';
import { readSourceTree } from '../source-tree.ts';
import { checkArchitecture } from './check.ts';
import { roomGraph } from './cycles.ts';
import { presentRooms } from './project-references.ts';
import { rooms } from './rooms.ts';

const tree = readSourceTree();
const present = presentRooms(tree);
const graph = roomGraph(tree);
for (const { name, mayImport } of rooms.filter((room) => present.has(room.name))) {
  const imported = mayImport.filter((other) => graph.get(name)?.has(other) === true);
  process.stdout.write(`${name.padEnd(10)} -> ${imported.join(', ') || '(nothing)'}\n`);
}
const findings = checkArchitecture(tree);
for (const finding of findings) process.stderr.write(`${findingText(finding)}\n`);
process.stdout.write(`${findings.length} violations\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
