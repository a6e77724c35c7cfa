import type { Context } from 'hono';
import * as v from 'valibot';
import { parseStrictJson, QForgeError } from '../../base/index.ts';

/** Objects within objects that a body may have. */
const MAX_DEPTH = 8;

/** A request's JSON document, if it has this form. Throws `ADMIN_REQUEST_INVALID`. */
export async function jsonBody<T>(context: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const refused = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('ADMIN_REQUEST_INVALID', { reason }, { cause });
  const body = new Uint8Array(await context.req.arrayBuffer());
  let document: unknown;
  try {
    document = parseStrictJson(body, 'The body', MAX_DEPTH);
  } catch (cause) {
    throw refused('the body is no JSON document', cause);
  }
  const checked = v.safeParse(schema, document);
  if (checked.success) return checked.output;
  throw refused(`${v.getDotPath(checked.issues[0]) ?? 'the body'} is not as it should be`);
}
