import type { LocalCluster, RightsCheck } from '../client/index.ts';
import { printableText } from './printable-text.ts';
import { alignedTable } from './table.ts';

/** A running cluster as data. */
export function clusterDocument(cluster: LocalCluster): object {
  const { version, folder, servers, users } = cluster;
  return { serverVersion: version.text, syncsAlways: version.syncsAlways, folder, servers, users };
}

/** What people need to know of a cluster on this machine. */
export function clusterLines(cluster: LocalCluster): readonly string[] {
  const { version, servers, users } = cluster;
  return [
    ...alignedTable(
      [{ title: 'server' }, { title: 'address' }, { title: 'monitor' }, { title: 'process', alignRight: true }],
      servers.map(({ name, url, monitor, pid }) => [name, url, monitor, String(pid)]),
    ),
    '',
    ...alignedTable(
      [{ title: 'user' }, { title: 'is' }, { title: 'for --engine' }],
      users.map(({ name, kind, engine }) => [printableText(name), kind, printableText(engine)]),
    ),
    '',
    version.isAdvised
      ? `nats-server ${version.text}, writing to the disk before it acknowledges.`
      : `nats-server ${version.text}: good for trying things; docs/scale-out.md says what it lacks for data that matters.`,
  ];
}

/** What a user may do, for people. */
export function rightsLines(checks: readonly RightsCheck[]): readonly string[] {
  return alignedTable(
    [{ title: 'right' }, { title: 'should be' }, { title: 'is' }],
    checks.map(({ what, shouldBeAllowed, isAllowed }) => [
      what,
      word(shouldBeAllowed),
      wrong(shouldBeAllowed, isAllowed),
    ]),
  );
}

function word(isAllowed: boolean): string {
  return isAllowed ? 'allowed' : 'refused';
}

function wrong(shouldBe: boolean, is: boolean): string {
  return shouldBe === is ? word(is) : `${word(is)}  WRONG`;
}
