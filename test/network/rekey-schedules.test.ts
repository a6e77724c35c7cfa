import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainHello, type SessionPair, SteppedClock, sessionPair, turn } from './session-pair.ts';
import { toyBackend } from './toy-backend.ts';

const seed = Number(process.env['SEED'] ?? 20_261_340);
// The whole proof of 10,000 schedules: RUNS=10000 npm test -- network/rekey-schedules
const numRuns = Number(process.env['RUNS'] ?? 150);

type Side = 'initiator' | 'responder';
type Action =
  | { readonly kind: 'say'; readonly side: Side; readonly bytes: number }
  | { readonly kind: 'rekey'; readonly side: Side }
  | { readonly kind: 'deliver'; readonly steps: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'turn' };

const side = fc.constantFrom<Side>('initiator', 'responder');
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('say' as const), side, bytes: fc.constantFrom(0, 1, 40, 900, 20_000) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('rekey' as const), side }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('deliver' as const), steps: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 1000, 50_000) }) },
  { weight: 3, arbitrary: fc.constant<Action>({ kind: 'turn' }) },
);

interface Plan {
  readonly actions: readonly Action[];
  readonly deliveryBytes: number;
  readonly highWaterBytes: number;
  readonly afterRecords: number;
  /** After how many of the actions which side closes. */
  readonly close: { readonly after: number; readonly side: Side } | undefined;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  actions: fc.array(action, { minLength: 25, maxLength: 60, size: 'max' }),
  deliveryBytes: fc.constantFrom(7, 300, 5000, 65_536),
  highWaterBytes: fc.constantFrom(0, 2000, 500_000),
  afterRecords: fc.constantFrom(4, 20, 1_000_000),
  close: fc.option(fc.record({ after: fc.nat(60), side }), { nil: undefined, freq: 2 }),
});

/** A session whose bytes move only when the plan says so. */
class Run {
  readonly clock = new SteppedClock();
  readonly sent: Record<Side, string[]> = { initiator: [], responder: [] };
  readonly #steps: (() => void)[] = [];
  readonly #pair: SessionPair;

  constructor(plan: Plan) {
    const { deliveryBytes, highWaterBytes, afterRecords } = plan;
    this.#pair = sessionPair({
      clock: this.clock,
      backend: toyBackend,
      limits: { afterRecords },
      connection: {
        schedule: (step) => this.#steps.push(step),
        deliveryBytes,
        marks: { highWaterBytes, lowWaterBytes: highWaterBytes / 2 },
      },
    });
  }

  get pair(): SessionPair {
    return this.#pair;
  }

  async start(): Promise<void> {
    this.#pair.initiator.session.start(plainHello);
    await this.deliverAll();
    assert.ok(this.#pair.initiator.owner.confirmed);
  }

  async act(action: Action): Promise<void> {
    if (action.kind === 'say') this.#say(action.side, action.bytes);
    else if (action.kind === 'rekey') this.#pair[action.side].session.rekey();
    else if (action.kind === 'deliver') this.#deliver(action.steps);
    else if (action.kind === 'pass') this.clock.advance(action.ms);
    else await turn();
  }

  /** Until nothing moves any more. */
  async deliverAll(): Promise<void> {
    for (let quiet = 0; quiet < 36; quiet += 1) {
      if (this.#steps.length > 0) quiet = 0;
      this.#deliver(Number.POSITIVE_INFINITY);
      await turn();
    }
  }

  #deliver(steps: number): void {
    for (let count = 0; count < steps && this.#steps.length > 0; count += 1) this.#steps.shift()?.();
  }

  #say(side: Side, bytes: number): void {
    if (!this.#pair[side].session.isOpen) return;
    const text = `${this.sent[side].length}:${'x'.repeat(bytes)}`;
    this.sent[side].push(text);
    this.#pair[side].say(text);
  }
}

async function follow(plan: Plan): Promise<number> {
  const run = new Run(plan);
  const { initiator, responder, buffers, chains } = run.pair;
  await run.start();
  for (const [index, step] of plan.actions.entries()) {
    if (index === plan.close?.after) run.pair[plan.close.side].session.close();
    await run.act(step);
  }
  await run.deliverAll();
  const failures = [initiator.owner.failure?.code, responder.owner.failure?.code];
  const hasClosed = plan.close !== undefined && plan.close.after < plan.actions.length;
  // Time that passes while nothing is delivered may be more than a close or a rekey waits.
  if (failures.every((code) => code === undefined)) {
    const rekeys = [initiator.session.counters.rekeys, responder.session.counters.rekeys];
    if (!hasClosed) {
      assert.deepEqual(responder.owner.messages, run.sent.initiator);
      assert.deepEqual(initiator.owner.messages, run.sent.responder);
      assert.equal(rekeys[0], rekeys[1], 'both have the same generation');
      assert.deepEqual(chains[0].root.expose(), chains[1].root.expose());
    }
  } else {
    for (const code of failures) assert.ok(code === undefined || EXPECTED_FAILURES.has(code), `${code}`);
  }
  // What has come is a beginning of what was said: nothing is lost in the middle, nothing comes twice.
  assert.deepEqual(responder.owner.messages, run.sent.initiator.slice(0, responder.owner.messages.length));
  assert.deepEqual(initiator.owner.messages, run.sent.responder.slice(0, initiator.owner.messages.length));
  if (hasClosed) assert.deepEqual([initiator.owner.over, responder.owner.over], [true, true], 'a close ends both');
  const { rekeys } = initiator.session.counters;
  if (!hasClosed) {
    initiator.session.close();
    await run.deliverAll();
    run.clock.advance(2000);
    await run.deliverAll();
  }
  assert.equal(buffers.inUse, 0);
  return rekeys;
}

/** What the plan's time can bring about: nobody listened for longer than anybody waits. */
const EXPECTED_FAILURES = new Set(['REKEY_OVERDUE', 'CONNECTION_LOST', 'CHANNEL_TRUNCATED']);

test(`rekeys lose and double no byte in any schedule (seed ${seed}, ${numRuns} runs)`, async (t) => {
  let rekeys = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      rekeys += await follow(plan);
    }),
    { seed, numRuns },
  );
  assert.ok(rekeys > numRuns, `${rekeys} rekeys are too few to show anything`);
  t.diagnostic(`${rekeys} rekeys in ${numRuns} schedules`);
});
