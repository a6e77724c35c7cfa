import {
  counter,
  gauge,
  histogram,
  LONG_SECONDS_BUCKETS,
  type MetricTable,
  PAUSE_SECONDS_BUCKETS,
  SECONDS_BUCKETS,
} from './metric-description.ts';

const channels: MetricTable = {
  qforge_channels_open: gauge('Channels that are open or reconnecting'),
  qforge_channel_cuts_total: counter('Sessions that ended without an authenticated close', 'reason'),
  qforge_channel_cut_seconds: histogram('Time from a cut to the next session of the channel', LONG_SECONDS_BUCKETS),
  qforge_channel_resumptions_total: counter('Channels that went on in another session after a cut'),
  qforge_channels_expired_total: counter('Channels closed because nobody used them'),
  qforge_channels_given_up_total: counter('Channels whose peer did not come back in time'),
  qforge_channels_without_shared_key_total: counter('Channels made without a shared key where the policy allows it'),
  qforge_messages_resent_total: counter('Messages sent again in another session'),
  qforge_peer_restarts_total: counter('Peers that came back without their state'),
  qforge_peers_distrusted_total: counter('Peers whose behaviour brought their score below the limit'),
  qforge_rekeys_total: counter('Times that the keys of a channel were replaced'),
};

const messages: MetricTable = {
  qforge_messages_total: counter('Messages of applications', 'direction'),
  qforge_channel_bytes_total: counter('Bytes of channels, as they are on the wire', 'direction'),
  qforge_messages_acknowledged_total: counter('Messages that their receivers acknowledged'),
  qforge_messages_lost_total: counter('Messages whose channel ended before they were acknowledged'),
  qforge_message_acknowledged_seconds: histogram('Time from sending a message to its acknowledgement', SECONDS_BUCKETS),
};

const validators: MetricTable = {
  qforge_validator_decisions_total: counter('Blocks that a running validator has decided', 'outcome'),
  qforge_validator_evidence_total: counter('Proofs that a validator has contradicted itself', 'kind'),
  qforge_validator_epoch: gauge('Epoch of the validator set that decides now'),
  qforge_validator_members: gauge('Validators of that set'),
  qforge_validator_quorum: gauge('Votes that decide in that set'),
  qforge_validator_set_changes_total: counter('Changes of the validator set that were decided while this process ran'),
  qforge_validator_refused_total: counter('Messages of validators that were not taken', 'reason'),
};

const handshakes: MetricTable = {
  qforge_handshakes_total: counter('Handshakes that ended, by role and result', 'role', 'result'),
  qforge_handshake_seconds: histogram('Time of handshakes that succeeded', SECONDS_BUCKETS, 'role'),
  qforge_libp2p_handshakes_total: counter('Handshakes of connections of libp2p, by role and result', 'role', 'result'),
  qforge_handshakes_begun_total: counter('Handshakes of strangers for which public-key work was done'),
  qforge_handshakes_half_open: gauge('Connections whose handshake has not ended'),
  qforge_handshakes_under_load: gauge('Whether openings need a cookie now, 1 if so'),
  qforge_handshake_challenges_total: counter('Openings that were answered by a cookie'),
  qforge_connections_dropped_total: counter('Connections dropped before a handshake', 'reason'),
};

const mailStores: MetricTable = {
  qforge_mail_store_failures_total: counter('Calls to a mail store that failed', 'code'),
  qforge_mail_store_retries_total: counter('Calls to a mail store that were tried again'),
  qforge_mail_store_reconnects_total: counter('Times that the connection with a mail store was made again'),
  qforge_mail_store_stranded_total: counter(
    'Messages that were read from their stream, since their consumer had forgotten them',
  ),
  qforge_mail_store_forgotten_total: counter(
    'Messages that a new leader of their mailbox did not know, and that were deposited again',
  ),
};

const memoryPool: MetricTable = {
  qforge_pool_hits_total: counter('Buffers that the memory pool had ready', 'tier'),
  qforge_pool_misses_total: counter('Buffers that the memory pool had to allocate', 'tier'),
  qforge_pool_discarded_total: counter('Buffers that the memory pool let go', 'tier'),
  qforge_pool_leaked_total: counter('Buffers that were garbage before they were given back', 'tier'),
  qforge_pool_in_use_buffers: gauge('Buffers out of the memory pool', 'tier'),
  qforge_pool_retained_bytes: gauge('Bytes that the memory pool keeps for the next requests', 'tier'),
};

const tunnels: MetricTable = {
  qforge_tunnel_forwards: gauge('Forwards of open tunnels: ready, or waiting for their peer', 'state'),
  qforge_tunnel_channels: gauge(
    'Channels behind open tunnels: open, cut and reconnecting, or none yet or any more',
    'state',
  ),
  qforge_tunnel_connections_open: gauge('Connections open in tunnels', 'end'),
  qforge_tunnel_connections_total: counter('Connections of tunnels that ended', 'end', 'result'),
  qforge_tunnel_bytes_total: counter('Bytes carried by tunnels', 'end', 'direction'),
};

const messaging: MetricTable = {
  qforge_sealed_total: counter('Sealed messages made, by what they were sealed to', 'prekey'),
  qforge_sealed_received_total: counter('Sealed messages that came, by what became of them', 'outcome'),
  qforge_outbox_messages: gauge('Messages sent that their recipients have not confirmed'),
  qforge_outbox_bytes: gauge('Bytes of the messages that recipients have not confirmed'),
  qforge_outbox_again_total: counter('Messages deposited again since nobody had confirmed them', 'outcome'),
  qforge_outbox_undelivered_total: counter('Messages that no recipient confirmed, ever', 'reason'),
  qforge_receipts_sent_total: counter('Receipts of messages brought to the mailboxes of their senders'),
  qforge_receipts_received_total: counter('Receipts that came to the mailbox, by what became of them', 'outcome'),
  qforge_prekeys_published_total: counter('One-time prekeys given to a directory'),
  qforge_prekeys_refused_total: counter('Prekeys of a directory that did not hold'),
  qforge_nats_sent_total: counter('Messages sealed and published on NATS, by what they are', 'kind'),
  qforge_nats_received_total: counter('Messages that came by NATS, by what became of them', 'outcome'),
  qforge_route_messages_total: counter('Messages sent along routes from here, by their end', 'outcome'),
  qforge_route_delivery_seconds: histogram('Time until a message was delivered along a route', SECONDS_BUCKETS),
  qforge_route_relayed_total: counter('Messages of others that were passed on and came through'),
  qforge_route_duplicates_total: counter('Messages that came along routes again'),
  qforge_route_entries_refused_total: counter('Routes of neighbours that were not taken'),
  qforge_route_destinations: gauge('Destinations with a known way'),
  qforge_route_neighbours: gauge('Neighbours that routes lead over'),
};

const keys: MetricTable = {
  qforge_entropy_failures_total: counter('Sources of randomness that failed a health test', 'source', 'problem'),
  qforge_threat_score: gauge('How threatened a client finds itself, fading with time'),
  qforge_security_events_total: counter('Security events, by what happened and how serious it is', 'type', 'severity'),
  qforge_shared_keys_total: counter('Keys taken from a source of shared keys', 'source', 'call'),
  qforge_shared_keys_stored: gauge('Keys that a key manager has in store for a peer', 'source', 'peer'),
  qforge_shared_key_failures_total: counter('Calls to a source of shared keys that failed', 'source', 'call', 'code'),
};

const keyManagers: MetricTable = {
  qforge_kme_blocks_total: counter('Blocks of key that a quantum link delivered or gave up', 'link', 'outcome'),
  qforge_kme_qber_ratio: gauge('Quantum bit error rate of the last block', 'link'),
  qforge_kme_secret_key_rate_bytes_per_second: gauge('Secret key rate of the last block', 'link'),
  qforge_kme_stored_keys: gauge('Keys in the pool of a link', 'link'),
  qforge_kme_low_watermark_total: counter('Times that a pool fell below its low watermark', 'link'),
  qforge_kme_keys_delivered_total: counter('Keys delivered to applications', 'role'),
  qforge_kme_requests_total: counter('Requests to the key manager', 'status'),
  qforge_kme_stream_chunks_total: counter('Chunks of key streams', 'link'),
  qforge_kme_data_key_timestamp_seconds: gauge('When the data key of the pool was made, in seconds since 1970'),
  qforge_kme_tls_failures_total: counter('Connections to the key manager that failed in TLS'),
};

const consensus: MetricTable = {
  qforge_consensus_inputs_total: counter('Proposals, ballots and blocks that came from others', 'what', 'result'),
  qforge_consensus_verify_seconds: histogram('Time of comprehensive verifications', SECONDS_BUCKETS),
};

const recoveries: MetricTable = {
  qforge_circuit_open: gauge('Whether a circuit is open, 1 if so', 'circuit'),
  qforge_circuit_openings_total: counter('Times that a circuit opened', 'circuit'),
  qforge_listener_failures_total: counter(
    'Times that a listener or handler of the program threw or rejected',
    'listener',
  ),
  qforge_errors_total: counter('Errors that the process met, recovered from or not', 'class', 'code'),
  qforge_error_recoveries_total: counter('Errors by what was done about them', 'recovery', 'class'),
};

const observation: MetricTable = {
  qforge_log_lines_lost_total: counter('Lines of the log that were not written', 'reason'),
  qforge_audit_entries_total: counter('Entries of the audit trail that are on the disk'),
  qforge_audit_entries_lost_total: counter('Entries that the audit trail could not take'),
  qforge_audit_checkpoints_total: counter('Signed checkpoints of the audit trail'),
  qforge_audit_failures_total: counter('Times that the audit trail could not be written'),
};

const processes: MetricTable = {
  process_cpu_seconds_total: counter('Processor time of the process, user and system'),
  process_resident_memory_bytes: gauge('Memory of the process that is in RAM'),
  process_start_time_seconds: gauge('When the process started, in seconds since 1970'),
  process_open_fds: gauge('Open file descriptors'),
  process_max_fds: gauge('Limit of open file descriptors'),
  nodejs_heap_used_bytes: gauge('Memory of the JavaScript heap in use'),
  nodejs_heap_total_bytes: gauge('Memory of the JavaScript heap'),
  nodejs_heap_limit_bytes: gauge('Limit of the JavaScript heap'),
  nodejs_external_memory_bytes: gauge('Memory outside of the heap that JavaScript objects hold'),
  nodejs_event_loop_delay_seconds: gauge('Delay of the event loop since the reading before the last, by rank', 'rank'),
  nodejs_event_loop_utilization_ratio: gauge('Share of the time since the last reading in which the event loop worked'),
  nodejs_gc_seconds: histogram('Pauses for the collection of garbage', PAUSE_SECONDS_BUCKETS, 'kind'),
};

const itself: MetricTable = {
  qforge_health_level: gauge('Health of the process, 0 healthy to 3 critical'),
  qforge_build_info: gauge('Always 1; the labels say what runs', 'version', 'node', 'openssl'),
  qforge_otlp_exports_total: counter(
    'Requests to a collector by OTLP, and spans that were dropped',
    'signal',
    'outcome',
  ),
  qforge_alerts_firing: gauge('Alerts that fire', 'severity'),
  qforge_alert_notices_total: counter('Notices of alerts, by what became of them', 'sink', 'outcome'),
  qforge_history_failures_total: counter('Moments whose values could not be written to the history'),
  qforge_metrics_refused_total: counter('Measurements that fit no metric', 'reason'),
};

/** Every metric of the product. A name that is not here is not kept; docs/metrics.md is generated from it. */
export const metricCatalogue: MetricTable = {
  ...channels,
  ...messages,
  ...validators,
  ...handshakes,
  ...mailStores,
  ...memoryPool,
  ...tunnels,
  ...messaging,
  ...keys,
  ...keyManagers,
  ...consensus,
  ...recoveries,
  ...observation,
  ...processes,
  ...itself,
};
