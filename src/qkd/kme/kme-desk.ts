import type { IncomingMessage } from 'node:http';
import type { SecretBytes } from '../../base/index.ts';
import { encodeKeyContainer, type KeyContainer } from '../etsi/key-container.ts';
import { keyIdsFromBody, keyIdsFromQuery } from '../etsi/key-ids.ts';
import { keyRequestFromBody, keyRequestFromQuery } from '../etsi/key-request.ts';
import { encodeKeyStatus } from '../etsi/key-status.ts';
import {
  decodeCloseStream,
  decodeOpenStream,
  decodeStreamKeyRequest,
  encodeOpenAnswer,
  encodeStreamKeyAnswer,
} from '../etsi/stream-messages.ts';
import { STREAM_STATUS } from '../etsi/stream-status.ts';
import { decodeBlock, encodeBlockAnswer } from './block-message.ts';
import type { Caller } from './caller-directory.ts';
import type { Kme } from './kme.ts';
import { answerWith, type KmeAnswer, problemAnswer } from './kme-answer.ts';
import type { KmeRoute, StreamCall } from './kme-route.ts';
import { decodeRelayMessage } from './relay-message.ts';
import { MAX_KME_BODY_BYTES, MAX_SAE_BODY_BYTES, readRequestBody } from './request-body.ts';
import { decodeStreamMessage, encodeStreamMessageAnswer } from './stream-message.ts';

/** Does what a known caller asks for by a known route. Throws as the key manager and the decoders. */
export async function serveRoute(
  kme: Kme,
  caller: Caller,
  route: KmeRoute,
  request: IncomingMessage,
): Promise<KmeAnswer> {
  if (('sae' in route || 'isStream' in route ? 'sae' : 'kme') !== caller.kind) {
    return problemAnswer(401, 'this path is not for this kind of caller');
  }
  if (request.method === 'POST' && !isJson(request)) return problemAnswer(415, 'the body shall be application/json');
  if ('isStream' in route) {
    return serveStream(kme, caller.id, route.call, await readRequestBody(request, MAX_SAE_BODY_BYTES));
  }
  if (!('sae' in route))
    return serveKme(kme, caller.id, route.call, await readRequestBody(request, MAX_KME_BODY_BYTES));
  const body = await readRequestBody(request, MAX_SAE_BODY_BYTES);
  return serveSae(kme, caller.id, route, request.method === 'POST' ? body : undefined);
}

/** A request without a body needs no type. */
function isJson({ headers }: IncomingMessage): boolean {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  return isEmpty || /^application\/json(?:\s*;|$)/iu.test(headers['content-type'] ?? '');
}

async function serveSae(
  kme: Kme,
  sae: string,
  route: Extract<KmeRoute, { sae: string }>,
  body: Uint8Array | undefined,
): Promise<KmeAnswer> {
  if (route.call === 'status') return answerWith(encodeKeyStatus(kme.status(sae, route.sae)));
  if (route.call === 'enc_keys') {
    const request = body === undefined ? keyRequestFromQuery(route.query) : keyRequestFromBody(body);
    return containerAnswer(await kme.encKeys(sae, route.sae, request));
  }
  const keyIds = body === undefined ? keyIdsFromQuery(route.query) : keyIdsFromBody(body);
  return containerAnswer(kme.decKeys(sae, route.sae, keyIds));
}

async function serveStream(kme: Kme, sae: string, call: StreamCall, body: Uint8Array): Promise<KmeAnswer> {
  if (call === 'open_connect') return answerWith(encodeOpenAnswer(await kme.streams.open(sae, decodeOpenStream(body))));
  if (call === 'close') {
    await kme.streams.close(sae, decodeCloseStream(body));
    return answerWith(JSON.stringify({ status: STREAM_STATUS.success }));
  }
  const answer = await kme.streams.getKey(sae, decodeStreamKeyRequest(body));
  const text = encodeStreamKeyAnswer(answer);
  answer.chunk?.key.wipe();
  return answerWith(text);
}

async function serveKme(
  kme: Kme,
  peer: string,
  call: 'relay' | 'blocks' | 'streams',
  body: Uint8Array,
): Promise<KmeAnswer> {
  if (call === 'streams')
    return answerWith(encodeStreamMessageAnswer(await kme.streams.take(peer, decodeStreamMessage(body))));
  if (call === 'relay') return answerWith(JSON.stringify(await kme.takeRelayed(peer, decodeRelayMessage(body))));
  const block = decodeBlock(body);
  body.fill(0);
  using key: SecretBytes = block.key;
  return answerWith(encodeBlockAnswer(kme.takeHandedOver(peer, { ...block, key })));
}

/** By now the database has let go of the keys; so does this process. */
function containerAnswer(container: KeyContainer): KmeAnswer {
  const body = encodeKeyContainer(container);
  for (const { key } of container.keys) key.wipe();
  return answerWith(body);
}
