import type { Context } from 'hono';
import { type Clock, parseTraceparent } from '../../base/index.ts';
import { OpenSpan, type SpanSink } from '../../monitor/index.ts';
import type { AdminRoute } from './admin-route.ts';

/** What a route does, leaving a span that goes on in the trace of whoever asks. Names are those of OpenTelemetry's conventions for HTTP. */
export function traced(
  { method, path, handle }: AdminRoute,
  spans: SpanSink | undefined,
  clock: Clock,
): (context: Context) => Promise<Response> {
  const verb = method.toUpperCase();
  return async (context) => {
    const open = new OpenSpan(
      `${verb} ${path}`,
      'server',
      clock,
      parseTraceparent(context.req.header('traceparent') ?? ''),
    );
    const fields = { 'http.request.method': verb, 'http.route': path };
    try {
      const response = await handle(context);
      spans?.record(open.end({ ...fields, 'http.response.status_code': response.status }, response.status >= 500));
      return response;
    } catch (error) {
      spans?.record(open.end(fields, true));
      throw error;
    }
  };
}
