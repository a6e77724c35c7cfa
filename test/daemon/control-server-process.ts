// A process of its own that answers control questions until it is killed: argument 1 is the folder of its socket.
import { ControlServer } from '../../src/daemon/control-server.ts';
import { sampleHealth, sampleStatus } from './sample-status.ts';

const [, , folder = ''] = process.argv;
await ControlServer.start(folder, 'listen', { status: () => sampleStatus, health: () => sampleHealth });
// Keeps the process until it is killed.
process.on('message', () => undefined);
process.send?.('ready');
