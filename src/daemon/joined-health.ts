import { systemHealth } from '../monitor/index.ts';
import type { ProcessHealth } from './process-status.ts';

type Checks = ProcessHealth['checks'];

/** A client's own checks, as they are now, and what a monitor finds ill beside them. The worst of all decides. */
export function joinedHealth(own: Checks, judged: Checks): ProcessHealth {
  const names = new Set(own.map(({ name }) => name));
  // A monitor asks for the same checks, but seldom: those of a name that is here already are older.
  const beside = judged.filter(({ name }) => !names.has(name));
  const checks = [...own, ...beside].map(({ name, status, detail }) => ({ name, status, detail }));
  return { status: systemHealth(checks).status, checks };
}
