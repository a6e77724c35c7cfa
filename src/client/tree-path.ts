import { utf8 } from '../base/index.ts';
import { fileNameProblem } from './file-name.ts';

/** The deepest path inside a folder. spec/file-transfer §7.4 */
export const MAX_TREE_DEPTH = 64;
/** The longest path inside a folder, in bytes. spec/file-transfer §7.4 */
export const MAX_TREE_PATH_BYTES = 2048;
const MAX_COMPONENT_BYTES = 255;
const LEADING_DOTS = /^\.+/u;

/**
 * What is wrong with a path inside a folder, or undefined. spec/file-transfer §7.4
 *
 * Components between slashes follow the rules of file names, but may begin with dots; the text never repeats the path.
 */
export function treePathProblem(unverified: string, platform?: string): string | undefined {
  if (utf8(unverified).length > MAX_TREE_PATH_BYTES) return `it has more than ${MAX_TREE_PATH_BYTES} bytes`;
  const components = unverified.split('/');
  if (components.length > MAX_TREE_DEPTH) return `it is more than ${MAX_TREE_DEPTH} folders deep`;
  return components.map((component) => componentProblem(component, platform)).find((problem) => problem !== undefined);
}

/**
 * What is wrong with the target of a symbolic link inside a folder, or undefined. spec/file-transfer §7.5
 *
 * It climbs first and descends then: never above the folder that is sent, and never up again behind a name, which might be a link
 * itself.
 */
export function treeLinkProblem(path: string, unverifiedTarget: string): string | undefined {
  const components = unverifiedTarget.split('/');
  const climbs = components.findIndex((component) => component !== '..');
  const upwards = climbs === -1 ? components.length : climbs;
  if (upwards > path.split('/').length - 1) return 'it leads out of the folder';
  const below = components.slice(upwards);
  if (below.length === 0) return undefined;
  if (below[0] === '') return 'it leads out of the folder';
  return treePathProblem(below.join('/'));
}

/** The path of the folder that holds a path; undefined for what lies in the folder itself. */
export function parentPath(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? undefined : path.slice(0, slash);
}

function componentProblem(component: string, platform?: string): string | undefined {
  const visible = component.replace(LEADING_DOTS, '');
  if (component !== '' && visible === '') return 'it has a component of dots alone';
  if (utf8(component).length > MAX_COMPONENT_BYTES) return `a component has more than ${MAX_COMPONENT_BYTES} bytes`;
  return fileNameProblem(visible, platform);
}
