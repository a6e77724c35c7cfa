import assert from 'node:assert/strict';
import test from 'node:test';
import { adminRoutes } from '../../../src/daemon/admin/admin-routes.ts';
import { openApiDescription } from '../../../src/daemon/admin/openapi.ts';
import { adminRig } from './admin-rig.ts';

test('every route is described, with its parameters and its scope', (t) => {
  const routes = adminRoutes(adminRig(t).sources);
  const description = openApiDescription(routes) as {
    openapi: string;
    paths: Record<string, Record<string, { summary: string; security?: unknown[]; parameters: { name: string }[] }>>;
  };
  assert.equal(description.openapi, '3.1.0');
  const described = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  assert.deepEqual(
    described,
    routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/gu, '{$1}')}`),
  );
  assert.deepEqual(
    description.paths['/api/v1/channels/{peer}']?.['delete']?.parameters.map(({ name }) => name),
    ['peer'],
  );
  assert.deepEqual(description.paths['/livez']?.['get']?.security, []);
  assert.equal(description.paths['/metrics']?.['get']?.security, undefined);
});
