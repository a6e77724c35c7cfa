export { AdaptiveProportionTest, proportionCutoff, WINDOW_SAMPLES } from './adaptive-proportion.ts';
export { DEVICE_PATHS, DEVICE_TIMEOUT_MS, type DeviceOptions, deviceSource } from './device-source.ts';
export { type EntropyEstimate, estimateEntropy } from './entropy-estimate.ts';
export { type EntropySource, systemSource } from './entropy-source.ts';
export { GuardedBackend, type GuardingEntropy, type GuardOptions } from './guarded-backend.ts';
export { HEALTH_ALPHA_BITS, HealthMonitor, type HealthProblem, type MonitorReport } from './health-monitor.ts';
export { HTTP_SOURCE_TIMEOUT_MS, type HttpSourceOptions, httpSource } from './http-source.ts';
export { areAlike, MAX_SHIFT } from './likeness-test.ts';
export { PredictionTest, predictionCutoff } from './prediction-test.ts';
export { bitsOf, MIN_TESTED_BITS, type RandomnessReport, testRandomness } from './randomness-tests.ts';
export { RepetitionCountTest, repetitionCutoff } from './repetition-count.ts';
export { type EntropyReport, type FoundationOptions, SecurityFoundation } from './security-foundation.ts';
export {
  type DetectionBounds,
  type RekeyBounds,
  type SecurityProfile,
  securityProfile,
} from './security-profile.ts';
export { type SelfTestStatus, SelfTests } from './self-tests.ts';
export { ENTROPY_REVIEW_MS } from './system-entropy.ts';
export {
  type DetectorName,
  defaultThreatPolicy,
  type RateDetectorEntry,
  rateDetectors,
  type ThreatPolicy,
  type ThreatReactionEntry,
} from './threat-catalogue.ts';
export { type Detection, EVERYBODY, ThreatDetectors } from './threat-detectors.ts';
export {
  REACTION_MS,
  THREAT_REPEAT_MS,
  type ThreatActions,
  ThreatMonitor,
  type ThreatMonitorParts,
  type ThreatReport,
} from './threat-monitor.ts';
export { MAX_READMISSIONS, type SourceReport, STARTUP_SAMPLES } from './watched-source.ts';
