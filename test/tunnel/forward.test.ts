import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { parseForward } from '../../src/tunnel/forward.ts';
import { shortAddress } from '../../src/tunnel/tunnel-address.ts';

describe('a forward on a command line', () => {
  const cases: readonly (readonly [text: string, listen: string, target: string])[] = [
    ['5432:localhost:5432', '127.0.0.1:5432', 'localhost:5432'],
    ['0:db:1', '127.0.0.1:0', 'db:1'],
    ['127.0.0.2:80:web.internal:8080', '127.0.0.2:80', 'web.internal:8080'],
    ['[::1]:80:[fd00::1]:8080', '[::1]:80', '[fd00::1]:8080'],
    ['80:[fd00::1]:8080', '127.0.0.1:80', '[fd00::1]:8080'],
    ['/run/app.sock:db:5432', '/run/app.sock', 'db:5432'],
    ['5432:/run/postgres.sock', '127.0.0.1:5432', '/run/postgres.sock'],
    ['/a.sock:/b.sock', '/a.sock', '/b.sock'],
    ['localhost:80:/b.sock', 'localhost:80', '/b.sock'],
  ];
  for (const [text, listen, target] of cases) {
    test(text, () => {
      const forward = parseForward(text);
      assert.deepEqual([shortAddress(forward.listen), shortAddress(forward.target)], [listen, target]);
    });
  }

  const bad = ['', '80', '80:', '80:web', 'web:80', 'web:80:80', '80:web:0', '80:web:65536', '70000:web:80', '::::'];
  for (const text of [
    ...bad,
    '80:web:80:extra',
    '80:fd00::1:80',
    '[::1:80:web:80',
    '/a.sock',
    '/a.sock:',
    '80:web:80 ',
  ]) {
    test(`not ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseForward(text),
        (error) => isQForgeError(error, 'FORWARD_INVALID'),
      );
    });
  }
});
