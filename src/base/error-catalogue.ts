import { type AdminErrorDetails, adminErrors } from './error-catalogue/admin-errors.ts';
import { type AuditErrorDetails, auditErrors } from './error-catalogue/audit-errors.ts';
import { type BaseErrorDetails, baseErrors } from './error-catalogue/base-errors.ts';
import { type BrowserErrorDetails, browserErrors } from './error-catalogue/browser-errors.ts';
import { type ClusterErrorDetails, clusterErrors } from './error-catalogue/cluster-errors.ts';
import { type ConsensusErrorDetails, consensusErrors } from './error-catalogue/consensus-errors.ts';
import { type CryptoErrorDetails, cryptoErrors } from './error-catalogue/crypto-errors.ts';
import type { ErrorEntries } from './error-catalogue/error-entry.ts';
import { type FileErrorDetails, fileErrors } from './error-catalogue/file-errors.ts';
import { type HandshakeErrorDetails, handshakeErrors } from './error-catalogue/handshake-errors.ts';
import { type IdentityErrorDetails, identityErrors } from './error-catalogue/identity-errors.ts';
import { type KmeErrorDetails, kmeErrors } from './error-catalogue/kme-errors.ts';
import { type MessagingErrorDetails, messagingErrors } from './error-catalogue/messaging-errors.ts';
import { type MonitorErrorDetails, monitorErrors } from './error-catalogue/monitor-errors.ts';
import { type NatsErrorDetails, natsErrors } from './error-catalogue/nats-errors.ts';
import { type NetworkErrorDetails, networkErrors } from './error-catalogue/network-errors.ts';
import { type ProcessErrorDetails, processErrors } from './error-catalogue/process-errors.ts';
import { type QkdErrorDetails, qkdErrors } from './error-catalogue/qkd-errors.ts';
import { type QuantumErrorDetails, quantumErrors } from './error-catalogue/quantum-errors.ts';
import { type ResilienceErrorDetails, resilienceErrors } from './error-catalogue/resilience-errors.ts';
import { type SecurityErrorDetails, securityErrors } from './error-catalogue/security-errors.ts';
import { type TlogErrorDetails, tlogErrors } from './error-catalogue/tlog-errors.ts';
import { type TunnelErrorDetails, tunnelErrors } from './error-catalogue/tunnel-errors.ts';
import { type ValidatorErrorDetails, validatorErrors } from './error-catalogue/validator-errors.ts';

/**
 * Every error the project raises, as data: code -> class, sentence, hint, exit code.
 *
 * Codes are stable across releases. `docs/errors.md` is generated from this table (`npm run docs`).
 */

export { EXIT_CODES } from './error-catalogue/error-entry.ts';

/** What each code carries. */
export interface ErrorDetails
  extends AdminErrorDetails,
    AuditErrorDetails,
    BaseErrorDetails,
    BrowserErrorDetails,
    ClusterErrorDetails,
    ConsensusErrorDetails,
    CryptoErrorDetails,
    IdentityErrorDetails,
    HandshakeErrorDetails,
    NetworkErrorDetails,
    FileErrorDetails,
    KmeErrorDetails,
    MessagingErrorDetails,
    MonitorErrorDetails,
    NatsErrorDetails,
    SecurityErrorDetails,
    ProcessErrorDetails,
    QkdErrorDetails,
    QuantumErrorDetails,
    TlogErrorDetails,
    ResilienceErrorDetails,
    TunnelErrorDetails,
    ValidatorErrorDetails {}

/** A stable error code. */
export type ErrorCode = keyof ErrorDetails;

/** Class, sentence, hint and exit code of every code. */
export const errorCatalogue: ErrorEntries<ErrorDetails> = {
  ...adminErrors,
  ...auditErrors,
  ...baseErrors,
  ...browserErrors,
  ...clusterErrors,
  ...consensusErrors,
  ...cryptoErrors,
  ...identityErrors,
  ...handshakeErrors,
  ...networkErrors,
  ...fileErrors,
  ...kmeErrors,
  ...messagingErrors,
  ...monitorErrors,
  ...natsErrors,
  ...securityErrors,
  ...processErrors,
  ...qkdErrors,
  ...quantumErrors,
  ...tlogErrors,
  ...resilienceErrors,
  ...tunnelErrors,
  ...validatorErrors,
};
