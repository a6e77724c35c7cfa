/** Hops that a message may take, and routes may have. */
export const MAX_HOPS = 16;

/** Destinations that a router knows at most. */
export const MAX_DESTINATIONS = 4096;

/** Of these, destinations that any one neighbour has brought. */
export const MAX_DESTINATIONS_OF_NEIGHBOUR = 2048;

/** Routes to one destination that are kept, each by another neighbour. */
export const MAX_ROUTES_OF_DESTINATION = 8;

/** Neighbours of one router. */
export const MAX_NEIGHBOURS = 256;

/** Entries of one update. */
export const MAX_UPDATE_ENTRIES = 64;

/** The longest update. */
export const MAX_UPDATE_BYTES = 393_216;

/** The longest frame between neighbours. */
export const MAX_ROUTE_FRAME_BYTES = 1_048_576;

/** The longest announcement. */
export const MAX_ANNOUNCEMENT_BYTES = 16_384;

/** The longest answer of a destination. */
export const MAX_ANSWER_BYTES = 16_384;

/** How long an announcement holds. */
export const ANNOUNCEMENT_LIFETIME_MS = 3_600_000;

/** When an announcement is made anew. */
export const ANNOUNCEMENT_RENEWAL_MS = 1_200_000;

/** How often a neighbour is asked for an answer, which gives latency and loss. */
export const PROBE_INTERVAL_MS = 5000;

/** A probe without an answer for so long is lost. */
export const PROBE_TIMEOUT_MS = 2500;

/** So many lost probes in a row end a link. */
export const MAX_LOST_PROBES = 4;

/** Updates to one neighbour are at least so far apart: what changes meanwhile goes together. */
export const UPDATE_INTERVAL_MS = 250;

/** An update that is not taken for so long is sent again. */
export const UPDATE_RETRY_MS = 3000;

/** New announcements of one neighbour that are checked in a second; more make it wait for its answer. */
export const ANNOUNCEMENTS_PER_SECOND = 200;

/** A cost is told again when it has changed by this share. */
export const COST_CHANGE_TOLD = 0.25;

/** A route is left for another when that is better by so much: without that, two that are alike would take turns. */
export const SWITCH_FACTOR = 0.8;

/** What one hop costs beside its latency, in microseconds: of two ways that are as fast, the shorter one. */
export const HOP_COST_US = 1000;

/** The cost of a link that was not measured yet, in microseconds. */
export const UNKNOWN_LINK_COST_US = 50_000;

/** The cost that no route reaches: the destination cannot be had that way. */
export const INFINITE_COST_US = 2_147_483_647;

/** Messages that may be on their way over one link; others wait by priority. */
export const MAX_FORWARDS_UNDER_WAY = 64;

/** Bytes of messages that may be on their way over one link. */
export const MAX_FORWARD_BYTES_UNDER_WAY = 4_194_304;

/** Messages, and their bytes, that wait for one link. */
export const MAX_WAITING_PACKETS = 512;

/** See {@link MAX_WAITING_PACKETS}. */
export const MAX_WAITING_BYTES = 16_777_216;

/** Message IDs that are remembered, to know loops and duplicates by. */
export const MAX_SEEN_PACKETS = 65_536;

/** For how long they are remembered, at least as long as a message may live. */
export const SEEN_PACKET_MS = 120_000;

/** How long a message may be under way. */
export const MAX_TTL_MS = 60_000;

/** How long a message may be under way unless it is said otherwise. */
export const DEFAULT_TTL_MS = 20_000;

/** By how many neighbours a message is tried, one after the other. */
export const MAX_TRIES = 3;

/** Dead letters that a router keeps. */
export const MAX_ROUTER_DEAD_LETTERS = 1000;
