import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_TICKETS, SignInTickets, TICKET_LIFE_MS } from '../../../src/daemon/admin/sign-in-tickets.ts';
import { ManualClock } from '../../client/manual-clock.ts';

test('a ticket is good once', () => {
  const tickets = new SignInTickets(new ManualClock());
  const [read, control] = [tickets.issue('read'), tickets.issue('control')];
  assert.match(control, /^[\w-]{43}$/u);
  assert.equal(tickets.redeem('A'.repeat(43)), undefined);
  assert.equal(tickets.redeem(control), 'control');
  assert.equal(tickets.redeem(control), undefined);
  assert.equal(tickets.redeem(read), 'read');
});

test('a ticket is good for ten minutes', () => {
  const clock = new ManualClock();
  const tickets = new SignInTickets(clock);
  const [early, late] = [tickets.issue('read'), tickets.issue('read')];
  clock.advance(TICKET_LIFE_MS - 1);
  assert.equal(tickets.redeem(early), 'read');
  clock.advance(1);
  assert.equal(tickets.redeem(late), undefined);
});

test('the oldest of too many gives way', () => {
  const tickets = new SignInTickets(new ManualClock());
  const issued = Array.from({ length: MAX_TICKETS + 1 }, () => tickets.issue('read'));
  assert.deepEqual(
    issued.map((ticket) => tickets.redeem(ticket)),
    [undefined, ...issued.slice(1).map(() => 'read')],
  );
});
