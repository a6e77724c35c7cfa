import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { Chances } from './chances.ts';
import { delayByHops, shortestDelays } from './mesh-paths.ts';
import { answerOf, SIMULATED_ANNOUNCEMENT_BYTES, SimulatedMesh } from './simulated-mesh.ts';

/** What a mesh of one size showed. */
export interface MeshResult {
  readonly nodes: number;
  readonly links: number;
  readonly seed: number;
  readonly messages: number;
  readonly delivered: number;
  /** Of the messages whose sender and destination were there all the time. */
  readonly deliveryRatio: number;
  readonly meanHops: number;
  readonly p95Hops: number;
  readonly meanDeliveryMs: number;
  /** Delay by the routes over the shortest delay there is, at the end, over a sample of pairs. */
  readonly meanStretch: number;
  readonly p95Stretch: number;
  /** Forward and outcome frames for each delivered message. */
  readonly framesPerMessage: number;
  /** Bytes of those, for each byte of payload. */
  readonly bytesPerPayloadByte: number;
  /** What every node sends to keep its routes, while nodes and links come and go, in a second. */
  readonly routingFramesPerNodeSecond: number;
  readonly routingBytesPerNodeSecond: number;
  /** The same for all nodes, over the messages of the run: what routes cost a message. */
  readonly routingBytesPerMessage: number;
  /** From the first link on, until every node had a route to every other. */
  readonly convergedAfterS: number;
  /** Frames of routing that each node has sent until then, and their bytes. */
  readonly routingFramesToConverge: number;
  readonly routingBytesToConverge: number;
  /** Resident memory of the process that simulates all nodes, at the end, for each of them. */
  readonly residentKibPerNode: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly cuts: number;
  readonly restarts: number;
  readonly violations: readonly string[];
}

/** What a real announcement of level `high` is longer than the short ones here. */
export const UNCOUNTED_ANNOUNCEMENT_BYTES = 5375 - SIMULATED_ANNOUNCEMENT_BYTES;

const PAYLOAD_BYTES = 1024;
const MESSAGES = 2000;
/** How long messages are sent, with a storm over the mesh, and how long it then has to end. */
const STORM_S = 120;
const CALM_S = 60;
/** In a second, of all links and of all nodes. */
const CUT_SHARE = 0.001;
const RESTART_SHARE = 0.0005;
const LINKS_PER_NODE = 2;
/** So many pairs have their routes compared with the shortest ways. */
const STRETCH_SOURCES = 20;
const STRETCH_TARGETS = 20;

/** Sends messages between random nodes of a random mesh while links are cut and nodes restart. The same seed gives the same run. */
export async function runRoutingScenario(nodes: number, seed: number): Promise<MeshResult> {
  const scenario = new RoutingScenario(nodes, seed);
  await scenario.converge();
  await scenario.storm();
  return scenario.result();
}

class RoutingScenario {
  readonly #seed: number;
  readonly #chances: Chances;
  readonly #mesh: SimulatedMesh;
  readonly #failures = new Map<string, number>();
  readonly #hops: number[] = [];
  readonly #deliveryMs: number[] = [];
  readonly #stretches: number[] = [];
  readonly #restarted = new Set<number>();
  /** Ends of messages that did not arrive. */
  readonly #missing: (readonly [number, number])[] = [];
  readonly #violations: string[] = [];
  readonly #acknowledged: { readonly to: number; readonly text: string }[] = [];
  #sent = 0;
  #cuts = 0;
  #convergedAfterS = 0;
  #atConvergence = { frames: 0, bytes: 0, packetFrames: 0, packetBytes: 0 };

  constructor(nodes: number, seed: number) {
    this.#seed = seed;
    this.#chances = new Chances(seed);
    this.#mesh = new SimulatedMesh(nodes, this.#chances.fork(), { delayMs: [2, 80], loss: 0.02, resendMs: 200 });
    // A ring, so that it is one piece, and chords, so that it is not long.
    for (let node = 0; node < nodes; node += 1) this.#mesh.join(node, (node + 1) % nodes);
    for (let node = 0; node < nodes * (LINKS_PER_NODE - 1); node += 1) this.#joinAnywhere(node % nodes);
  }

  /** Runs until everybody knows a way to everybody. */
  async converge(): Promise<void> {
    const { nodes, clock } = this.#mesh;
    const isComplete = (): boolean =>
      nodes.every(({ index }) => this.#mesh.router(index).destinations === nodes.length - 1);
    while (!isComplete() && this.#convergedAfterS < 600) {
      await clock.runFor(1000);
      this.#convergedAfterS += 1;
    }
    if (!isComplete()) this.#violations.push('routes did not become complete in ten minutes');
    this.#atConvergence = this.#frames();
  }

  async storm(): Promise<void> {
    const { clock, links, nodes } = this.#mesh;
    for (let second = 0; second < STORM_S; second += 1) {
      for (let number = 0; number < links; number += 1) if (this.#chances.happens(CUT_SHARE)) this.#cut(number);
      for (const { index } of nodes) if (this.#chances.happens(RESTART_SHARE)) this.#restart(index);
      for (let message = 0; message < MESSAGES / STORM_S; message += 1) this.#send();
      await clock.runFor(1000);
    }
    await clock.runFor(CALM_S * 1000);
    this.#check();
    this.#measureStretch();
  }

  result(): MeshResult {
    const { nodes, links } = this.#mesh;
    const total = this.#frames();
    const routing = {
      frames: total.frames - this.#atConvergence.frames,
      bytes: total.bytes - this.#atConvergence.bytes,
    };
    const delivered = this.#hops.length;
    const lost = this.#missing.filter((ends) => !ends.some((end) => this.#restarted.has(end))).length;
    const nodeSeconds = nodes.length * (STORM_S + CALM_S);
    return {
      nodes: nodes.length,
      links,
      seed: this.#seed,
      messages: this.#sent,
      delivered,
      deliveryRatio: rounded(delivered / (delivered + lost), 4),
      meanHops: rounded(mean(this.#hops), 2),
      p95Hops: quantile(this.#hops, 0.95),
      meanDeliveryMs: Math.round(mean(this.#deliveryMs)),
      meanStretch: rounded(mean(this.#stretches), 2),
      p95Stretch: rounded(quantile(this.#stretches, 0.95), 2),
      framesPerMessage: rounded(total.packetFrames / delivered, 2),
      bytesPerPayloadByte: rounded(total.packetBytes / (delivered * PAYLOAD_BYTES), 2),
      routingFramesPerNodeSecond: rounded(routing.frames / nodeSeconds, 2),
      routingBytesPerNodeSecond: Math.round(routing.bytes / nodeSeconds),
      routingBytesPerMessage: Math.round(routing.bytes / delivered),
      convergedAfterS: this.#convergedAfterS,
      routingFramesToConverge: Math.round(this.#atConvergence.frames / nodes.length),
      routingBytesToConverge: Math.round(this.#atConvergence.bytes / nodes.length),
      residentKibPerNode: Math.round(process.memoryUsage().rss / 1024 / nodes.length),
      failures: Object.fromEntries(this.#failures),
      cuts: this.#cuts,
      restarts: this.#restarted.size,
      violations: this.#violations,
    };
  }

  #joinAnywhere(node: number): void {
    const other = this.#chances.below(this.#mesh.nodes.length);
    if (other !== node) this.#mesh.join(node, other);
  }

  #cut(number: number): void {
    this.#cuts += 1;
    this.#mesh.cut(number);
    this.#mesh.clock.schedule(this.#chances.between(1000, 30_000), () => this.#mesh.raise(number));
  }

  #restart(index: number): void {
    if (this.#mesh.node(index).router === undefined) return;
    this.#restarted.add(index);
    this.#mesh.stop(index);
    this.#mesh.clock.schedule(this.#chances.between(2000, 20_000), () => this.#mesh.start(index));
  }

  #send(): void {
    const [from, to] = [this.#chances.below(this.#mesh.nodes.length), this.#chances.below(this.#mesh.nodes.length)];
    const { router } = this.#mesh.node(from);
    if (from === to || router === undefined) return;
    const [number, destination] = [this.#sent, this.#mesh.node(to).peerId];
    this.#sent += 1;
    const text = `message ${number}`.padEnd(PAYLOAD_BYTES, '.');
    const payload = utf8(text);
    const hops = router.routeTo(destination)?.hops ?? 0;
    const answer = Buffer.from(answerOf(payload, destination));
    const isAnswer = (unproved: Uint8Array): boolean => answer.equals(unproved);
    void router.send(destination, payload, { isAnswer }).then(
      ({ afterMs }) => {
        this.#hops.push(hops);
        this.#deliveryMs.push(afterMs);
        this.#acknowledged.push({ to, text });
      },
      (error: unknown) => this.#onFailure(error, from, to),
    );
  }

  #onFailure(error: unknown, from: number, to: number): void {
    this.#missing.push([from, to]);
    if (!isQForgeError(error)) this.#violations.push(`an error that has no type: ${String(error)}`);
    else {
      const reason = isQForgeError(error, 'ROUTE_FAILED') ? error.details.reason : error.code;
      this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + 1);
    }
  }

  /** Nothing twice, nothing acknowledged that did not come, nothing under way for ever. */
  #check(): void {
    for (const { index, received, router } of this.#mesh.nodes) {
      if (new Set(received).size !== received.length) this.#violations.push(`node ${index} has taken a message twice`);
      const underWay = router?.statistics().underWay ?? 0;
      if (underWay > 0) this.#violations.push(`node ${index} has ${underWay} messages under way at the end`);
    }
    const received = this.#mesh.nodes.map((node) => new Set(node.received));
    const wrong = this.#acknowledged.filter(({ to, text }) => received[to]?.has(text) !== true);
    if (wrong.length > 0) this.#violations.push(`${wrong.length} messages count as delivered and did not come`);
    if (this.#hops.length + this.#missing.length !== this.#sent) this.#violations.push('a message has no outcome');
  }

  /** How much longer routes are than the shortest ways, from some nodes to some others. */
  #measureStretch(): void {
    const { nodes } = this.#mesh;
    const edges = this.#mesh.edges();
    const indexes = new Map(nodes.map(({ peerId, index }) => [peerId, index]));
    for (let sample = 0; sample < STRETCH_SOURCES; sample += 1) {
      const from = this.#chances.below(nodes.length);
      const shortest = shortestDelays(nodes.length, edges, from);
      for (let pair = 0; pair < STRETCH_TARGETS; pair += 1) {
        const to = this.#chances.below(nodes.length);
        if (to === from || shortest[to] === Number.POSITIVE_INFINITY) continue;
        const { peerId } = this.#mesh.node(to);
        const nextHop = (node: number): number | undefined =>
          indexes.get(this.#mesh.node(node).router?.routeTo(peerId)?.nextHop ?? '');
        const delayMs = delayByHops(edges, nextHop, from, to);
        if (delayMs === undefined) this.#violations.push(`the route from ${from} to ${to} does not lead there`);
        else this.#stretches.push(delayMs / (shortest[to] ?? 1));
      }
    }
  }

  /** What all nodes have sent, those included that are away. */
  #frames(): { frames: number; bytes: number; packetFrames: number; packetBytes: number } {
    const sum = { frames: 0, bytes: 0, packetFrames: 0, packetBytes: 0 };
    for (const statistics of this.#mesh.allStatistics()) {
      sum.frames += statistics.routingFrames;
      sum.bytes += statistics.routingBytes + statistics.announcementsSent * UNCOUNTED_ANNOUNCEMENT_BYTES;
      sum.packetFrames += statistics.packetFrames;
      sum.packetBytes += statistics.packetBytes;
    }
    return sum;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** A line for each size. */
export function meshText(results: readonly MeshResult[]): string {
  const lines = results.map((result) =>
    [
      `${result.nodes} nodes, ${result.links} links, seed ${result.seed}: ${result.violations.length} violations`,
      ...result.violations.map((violation) => `  ${violation}`),
      `  delivered ${result.delivered} of ${result.messages}; of those whose ends stayed: ${(100 * result.deliveryRatio).toFixed(2)} %`,
      `  hops: mean ${result.meanHops}, p95 ${result.p95Hops}; ${result.meanDeliveryMs} ms; ${result.framesPerMessage} frames and ${result.bytesPerPayloadByte} bytes for each byte`,
      `  stretch: delay by the routes over the shortest there is, mean ${result.meanStretch}, p95 ${result.p95Stretch}`,
      `  routes: complete after ${result.convergedAfterS} s, ${result.routingFramesToConverge} frames and ${result.routingBytesToConverge} bytes a node; then ${result.routingFramesPerNodeSecond} frames and ${result.routingBytesPerNodeSecond} bytes a second and node, under ${result.cuts} cuts and ${result.restarts} restarts`,
      `  memory: ${result.residentKibPerNode} KiB a node`,
    ].join('\n'),
  );
  return `${lines.join('\n')}\n`;
}
