// Preloaded into a command: prints what it has loaded when it ends.

import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  load: (url, context, nextLoad) => {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => writeSync(1, loaded.map((url) => `loaded ${url}\n`).join('')));
