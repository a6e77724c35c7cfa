import { type Clock, silentLogger, silentMetrics } from '../base/index.ts';
import { nativeBackend } from '../crypto/index.ts';
import {
  bitsOf,
  DEVICE_PATHS,
  deviceSource,
  type EntropyEstimate,
  type EntropyReport,
  estimateEntropy,
  HealthMonitor,
  type MonitorReport,
  type RandomnessReport,
  SecurityFoundation,
  testRandomness,
} from '../security/index.ts';

/** What was found out about one device or file. */
export interface EntropySurvey {
  readonly source: string;
  readonly provenance: string;
  readonly bytes: number;
  /** The health tests of SP 800-90B, for the one bit a byte that an unknown source is held to have. */
  readonly health: MonitorReport;
  /** Min-entropy of each byte, in bits. */
  readonly byteEstimate: EntropyEstimate;
  /** Min-entropy of each bit, in bits. */
  readonly bitEstimate: EntropyEstimate;
  /** P-values. */
  readonly tests: RandomnessReport;
}

/** Tests the system's generator and the devices that are looked for. Throws `ENTROPY_UNHEALTHY`. */
export async function surveySources(clock: Clock): Promise<EntropyReport> {
  const sinks = { logger: silentLogger, metrics: silentMetrics };
  const options = { backend: nativeBackend, clock, ...sinks, devices: DEVICE_PATHS };
  using foundation = await SecurityFoundation.open(options);
  return foundation.report();
}

/** Reads so many bytes of a device or file and examines them; undefined if there is none. Throws `ENTROPY_UNREADABLE`, and `ARGUMENT_INVALID` for too few bytes. */
export async function surveyDevice(path: string, bytes: number, clock: Clock): Promise<EntropySurvey | undefined> {
  const source = await deviceSource(path, { clock });
  if (source === undefined) return undefined;
  const samples = await source.read(bytes);
  const bits = bitsOf(samples);
  const monitor = new HealthMonitor(source.entropyBits);
  monitor.watch(samples);
  return {
    source: path,
    provenance: source.provenance,
    bytes,
    health: monitor.report,
    byteEstimate: estimateEntropy(samples),
    bitEstimate: estimateEntropy(bits),
    tests: testRandomness(bits),
  };
}
