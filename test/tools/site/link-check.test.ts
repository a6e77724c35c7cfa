import assert from 'node:assert/strict';
import test from 'node:test';
import { checkLinks } from '../../../tools/site/link-check.ts';

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  return checkLinks(new Map(Object.entries(files))).problems;
}

test('links to files and headings that are there are counted', () => {
  const files = new Map([
    ['a.html', '<a href="b/c.html#x">1</a> <a href="#y" id="y">2</a> <a href="https://example.org/">3</a>'],
    ['b/c.html', '<h1 id="x"></h1> <a href="../a.html">4</a>'],
  ]);
  assert.deepEqual(checkLinks(files), { links: 3, problems: [] });
});

test('a broken link, a missing heading and anything loaded from elsewhere are found', () => {
  assert.deepEqual(problems({ 'a.html': '<a href="b.html">' }), ['a.html: b.html: there is no such file']);
  assert.deepEqual(problems({ 'a.html': '<a href="#x">' }), ['a.html: #x: there is no such heading']);
  assert.equal(problems({ 'a.html': '<script src="https://cdn.example/x.js"></script>' }).length, 1);
  assert.equal(problems({ 'a.html': '<img alt="" src="//example.org/x.png">' }).length, 1);
  assert.equal(problems({ 'a.css': '@import "x"; a { background: url(https://example.org/x.png) }' }).length, 2);
  assert.equal(problems({ 'a.css': 'a { background: url(#g) }' }).length, 0);
});
