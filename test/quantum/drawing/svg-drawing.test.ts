import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, drawCircuitSvg, realMatrix } from '../../../src/quantum/index.ts';

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('drawings as SVG', () => {
  const circuit = new Circuit(3)
    .h(0)
    .cx(0, 2)
    .gate('swap', [0, 1])
    .barrier()
    .matrix('a<b&c', realMatrix(2, [1, 0, 0, 1]), [1]);
  const svg = drawCircuitSvg(circuit.controlled([{ qubit: 1, value: 0 }], 'z', [0]).measure(2));

  test('are well-formed', () => {
    const open: string[] = [];
    for (const { groups } of svg.matchAll(/<(?<end>\/?)(?<name>[a-z]+)(?<rest>[^>]*?)(?<empty>\/?)>/gu)) {
      const { end, name = '', empty } = groups ?? {};
      if (end === '/') assert.equal(open.pop(), name);
      else if (empty !== '/') open.push(name);
    }
    assert.deepEqual(open, []);
    assert.ok(svg.includes('a&lt;b&amp;c'));
  });

  test('have a box, a control and a wire for each', () => {
    assert.equal(count(svg, /<rect /gu), 4);
    assert.equal(count(svg, /<circle class="f"/gu), 1);
    assert.equal(count(svg, /<circle class="b"[^>]* r="4"/gu), 1);
    assert.equal(count(svg, />q\d</gu), 3);
  });

  test('are as wide as what they show', () => {
    const width = (drawn: string): number => Number(/width="(?<width>\d+)" height/u.exec(drawn)?.groups?.['width']);
    assert.ok(width(svg) > width(drawCircuitSvg(new Circuit(3).h(0))));
    assert.ok(svg.includes(`viewBox="0 0 ${width(svg)} 132"`));
  });
});
