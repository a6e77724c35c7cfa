import type { AdminRoute } from './admin-route.ts';

/** The description of the routes by OpenAPI 3.1, as plain data. */
export function openApiDescription(routes: readonly AdminRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/gu, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'qforge admin interface', version: '1' },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: errorSchema },
    },
  };
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'hint'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
    },
  },
};

function operation({ summary, scope, answers, parameters = [] }: AdminRoute): object {
  return {
    summary,
    ...(scope === undefined ? { security: [] } : { description: `Needs a token of scope ${scope}.` }),
    parameters: parameters.map(({ name, place, meaning }) => ({
      name,
      in: place,
      required: place === 'path',
      description: meaning,
      schema: { type: 'string' },
    })),
    responses: {
      '2XX': { description: 'done', content: { [answers]: {} } },
      default: {
        description: 'a failure',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}
