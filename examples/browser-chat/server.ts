import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { PageServer } from './page-server.ts';
import { Room } from './room.ts';

await using server = await PageServer.start(Number(process.env['PORT'] ?? 0));
await using room = await Room.open(generateIdentity(nativeBackend, 'high', Date.now()), server.origin);
server.show(room);
process.stdout.write(`Open ${server.origin} in two windows.\nThe room's PeerId: ${room.peerId}\nCtrl-C ends it.\n`);
await new Promise((resolve) => process.once('SIGINT', resolve));
