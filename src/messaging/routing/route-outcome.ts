/**
 * Why a message was not delivered. spec/routing §6
 *
 * `no-route`: nobody knows a way. `hop-limit`: it took too many hops. `expired`: its time was over, or no answer came in time. `loop`: it came
 * to a router again. `congestion`: too many waited for a link. `link-lost`: the link broke under it. `refused`: the destination did not
 * take it. `forged`: the answer proves no delivery. `shut-down`: the router was closed.
 */
export const routeFailures = [
  'no-route',
  'hop-limit',
  'expired',
  'loop',
  'congestion',
  'link-lost',
  'refused',
  'forged',
  'shut-down',
] as const;

/** One of the reasons. */
export type RouteFailure = (typeof routeFailures)[number];

/** What became of a message. */
export type RouteOutcome =
  | { readonly delivered: true; readonly answer: Uint8Array }
  | { readonly delivered: false; readonly reason: RouteFailure };

/** The number of a reason in frames; 0 is a delivery. */
export function failureNumber(reason: RouteFailure): number {
  return routeFailures.indexOf(reason) + 1;
}

/** The outcome of a failure. */
export function failed(reason: RouteFailure): RouteOutcome {
  return { delivered: false, reason };
}
