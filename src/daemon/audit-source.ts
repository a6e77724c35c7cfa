import { checkAudit, proveAudit, recentAuditEntries } from '../client/index.ts';
import type { AuditSource } from './admin/admin-sources.ts';

/** Reads a trail from its folder: whoever writes it goes on. */
export function auditSource(folder: string): AuditSource {
  return {
    entries: (before, count) => recentAuditEntries(folder, { count, ...(before === undefined ? {} : { before }) }),
    examine: () => checkAudit(folder),
    receipt: (index) => proveAudit(folder, index),
  };
}
