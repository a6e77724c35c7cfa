import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  derBitString,
  derElement,
  derInteger,
  derNamedBits,
  derObjectIdentifier,
  derOctets,
  derSequence,
  derText,
  derTime,
  derTrue,
} from '../../../src/qkd/pki/der-writer.ts';

describe('DER writer', () => {
  test('lengths take one byte below 128 and as many as they need above', () => {
    const headerOf = (length: number): string =>
      derElement(0x04, Buffer.alloc(length)).subarray(0, -length).toString('hex');
    assert.deepEqual([1, 127, 128, 255, 256, 65_536].map(headerOf), [
      '0401',
      '047f',
      '048180',
      '0481ff',
      '04820100',
      '0483010000',
    ]);
    assert.equal(derElement(0x05).toString('hex'), '0500');
  });

  test('object identifiers are those of RFC 8410, RFC 9881 and X.690 8.19', () => {
    assert.equal(derObjectIdentifier('1.3.101.112').toString('hex'), '06032b6570');
    assert.equal(derObjectIdentifier('2.16.840.1.101.3.4.3.18').toString('hex'), '0609608648016503040312');
    assert.equal(derObjectIdentifier('2.999.3').toString('hex'), '0603883703');
  });

  test('integers stay positive', () => {
    assert.equal(derInteger(Buffer.of(0x7f)).toString('hex'), '02017f');
    assert.equal(derInteger(Buffer.of(0x80)).toString('hex'), '02020080');
    assert.equal(derInteger(Buffer.of(0, 0, 0x80)).toString('hex'), '02020080');
    assert.equal(derInteger(Buffer.of(0, 1)).toString('hex'), '020101');
    assert.equal(derInteger(Buffer.of(0, 0)).toString('hex'), '020100');
  });

  test('text, time, bit strings and sequences are put together in order', () => {
    assert.equal(derText('ab').toString('hex'), '0c026162');
    assert.equal(derTime(new Date('2026-01-02T03:04:05.678Z')).toString('latin1'), '\x17\x0d260102030405Z');
    assert.equal(derBitString(Buffer.of(1)).toString('hex'), '03020001');
    assert.equal(derSequence(derText('a'), derText('b')).toString('hex'), '30060c01610c0162');
  });

  test('named bits leave out trailing zeros, as X.690 11.2.2 and the examples of RFC 5280 certificates have it', () => {
    assert.equal(derNamedBits(0).toString('hex'), '03020780');
    assert.equal(derNamedBits(5).toString('hex'), '03020204');
    assert.equal(derNamedBits(5, 6).toString('hex'), '03020106');
    assert.equal(derNamedBits(0, 8).toString('hex'), '0303078080');
  });

  test('true and octets', () => {
    assert.equal(derTrue().toString('hex'), '0101ff');
    assert.equal(derOctets(Buffer.of(1, 2)).toString('hex'), '04020102');
  });
});
