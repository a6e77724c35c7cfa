import type { Context } from 'hono';
import { QForgeError, utf8Text } from '../../base/index.ts';
import type { AuditCheck } from '../../client/index.ts';
import type { AdminRoute } from './admin-route.ts';
import type { AdminSources, AuditSource, ValidatorSource } from './admin-sources.ts';
import { jsonAnswer, queryNumber, reading } from './json-answer.ts';

/** Entries of the trail, or of the decision log, in one answer. */
export const MAX_RECORDS = 100;

const DEFAULT_RECORDS = 50;
const BEFORE = {
  name: 'before',
  place: 'query',
  meaning: 'only those below this number; default: the newest',
} as const;
const COUNT = { name: 'count', place: 'query', meaning: `how many, up to ${MAX_RECORDS}` } as const;

/** Who is known, what was done, and what was decided. */
export function recordRoutes({ peers, audit, validator }: AdminSources): readonly AdminRoute[] {
  return [
    ...(peers === undefined
      ? []
      : [reading('/api/v1/peers', 'The peers that this device knows', () => ({ peers: peers() }))]),
    ...auditRoutes(audit),
    ...validatorRoutes(validator),
  ];
}

function auditRoutes(audit: AuditSource | undefined): readonly AdminRoute[] {
  let examination: Promise<AuditCheck> | undefined;
  // One at a time: an examination reads all there is.
  const examined = async (): Promise<AuditCheck> => {
    examination ??= kept(audit).examine();
    try {
      return await examination;
    } finally {
      examination = undefined;
    }
  };
  return [
    reading('/api/v1/audit', 'Entries of the audit trail, newest first', (context) => auditPage(context, audit), [
      BEFORE,
      COUNT,
    ]),
    {
      method: 'post',
      path: '/api/v1/audit/examination',
      scope: 'read',
      summary: 'Examines the audit trail from its files: every hash, every signature',
      answers: 'application/json',
      handle: async (context) =>
        jsonAnswer(context, audit === undefined ? { kept: false } : { kept: true, ...(await examined()) }),
    },
    reading(
      '/api/v1/audit/:index/receipt',
      'The receipt of an entry of the audit trail, for whoever checks it elsewhere',
      async (context) => {
        if (audit === undefined) return { kept: false };
        const { receipt, entry } = await audit.receipt(wholeNumber(context.req.param('index')));
        return { kept: true, receipt: utf8Text(receipt), entry: utf8Text(entry) };
      },
      [{ name: 'index', place: 'path', meaning: 'number of the entry, from 0' }],
    ),
  ];
}

async function auditPage(context: Context, audit: AuditSource | undefined): Promise<object> {
  if (audit === undefined) return { kept: false };
  const before = queryNumber(context, 'before', Number.NaN, Number.MAX_SAFE_INTEGER);
  const count = queryNumber(context, 'count', DEFAULT_RECORDS, MAX_RECORDS);
  const { size, published, entries } = await audit.entries(Number.isNaN(before) ? undefined : before, count);
  return { kept: true, size, published, entries: entries.map(({ entry, isPublished }) => ({ ...entry, isPublished })) };
}

function validatorRoutes(validator: ValidatorSource | undefined): readonly AdminRoute[] {
  const known = (read: (source: ValidatorSource, context: Context) => Promise<object>) => {
    return (context: Context): Promise<object> | object =>
      validator === undefined ? { configured: false } : read(validator, context);
  };
  return [
    reading(
      '/api/v1/consensus',
      'The validator of this machine: its network, its round, open proposals',
      known(async (source) => ({ configured: true, ...((await source.status()) as object) })),
    ),
    reading(
      '/api/v1/consensus/decisions',
      'Entries of the decision log, newest first',
      known(async (source, context) => {
        const before = queryNumber(context, 'before', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
        const count = queryNumber(context, 'count', DEFAULT_RECORDS, MAX_RECORDS);
        return { configured: true, ...((await source.decisions(before, count)) as object) };
      }),
      [BEFORE, COUNT],
    ),
    reading(
      '/api/v1/consensus/proposals/:proposal/receipt',
      'Receipt and certified block of a decided proposal, in Base64, for "qforge validator verify"',
      known(async (source, context) => {
        return { configured: true, ...((await source.proof(context.req.param('proposal') ?? '')) as object) };
      }),
      [{ name: 'proposal', place: 'path', meaning: 'the id of the proposal' }],
    ),
  ];
}

function kept(audit: AuditSource | undefined): AuditSource {
  if (audit === undefined) throw new QForgeError('ADMIN_REQUEST_INVALID', { reason: 'no audit trail is kept' });
  return audit;
}

function wholeNumber(unverified: string | undefined): number {
  if (unverified !== undefined && /^\d{1,15}$/u.test(unverified)) return Number(unverified);
  throw new QForgeError('ADMIN_REQUEST_INVALID', { reason: 'the number of an entry is a whole number' });
}
