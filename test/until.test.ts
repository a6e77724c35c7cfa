import assert from 'node:assert/strict';
import test from 'node:test';
import { soon, until } from './until.ts';

const never = new Promise<never>(() => undefined);

test('what holds in the end is waited for', async () => {
  let looks = 0;
  await until(() => (looks += 1) === 3, { everyMs: 1 });
  assert.equal(looks, 3);
  assert.equal(await soon('a value', Promise.resolve('here')), 'here');
});

test('what never holds ends with what was waited for, as it is written, and with what there was instead', async () => {
  const printed = 'half a line';
  await assert.rejects(
    until(() => printed.endsWith('\n'), { withinMs: 30, found: () => Promise.resolve({ printed }) }),
    ({ message }: Error) =>
      message.includes("printed.endsWith('\\n')") && message.includes("{ printed: 'half a line' }"),
  );
});

test('so do a question and a promise that are never answered', async () => {
  await assert.rejects(
    until(() => never, { what: 'the answer', withinMs: 30 }),
    /in vain: the answer$/u,
  );
  const failing = (): never => {
    throw new RangeError('no such process');
  };
  await assert.rejects(soon('its end', never, { withinMs: 30, found: failing }), /its end\n.*\n.*no such process/u);
});

test('what is thrown meanwhile is not kept back', async () => {
  const failure = new RangeError('gone');
  await assert.rejects(
    until(() => Promise.reject(failure)),
    failure,
  );
});
