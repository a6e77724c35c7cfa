import { spawnSync } from 'node:child_process';

/** The files and modules that a process loads when it imports one file. */
export function loadedBy(path: string): string[] {
  const module = new URL(path, import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(module)});
    console.log(JSON.stringify(loaded));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-'], { input: script, encoding: 'utf8' });
  return JSON.parse(run.stdout) as string[];
}
