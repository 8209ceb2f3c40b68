/** Stacks that name cells and their lines, without the frames of what runs the cells. */

import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { courseRoot } from '../base/paths.ts';
import { isCellName, toCellPosition } from './source-position.ts';

/** Makes every error of this process describe its stack this way. */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map(describeFrame).filter((line) => line !== undefined);
    return [describeError(error), ...lines.map((line) => `    at ${line}`)].join('\n');
  };
}

function describeError(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    // A getter of `name` or `message` threw: the stack is still worth having.
    return 'Error';
  }
}

/** A frame as it is shown, or `undefined` for one that is folded away. */
function describeFrame(frame: NodeJS.CallSite): string | undefined {
  const script = frame.getScriptNameOrSourceURL() ?? frame.getFileName() ?? '';
  if (isFolded(script)) return undefined;
  const position = { line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
  const { line, column } = isCellName(script) ? toCellPosition(script, position) : position;
  const place = `${shorten(script)}:${line}:${column}`;
  const called = describeCall(frame);
  return `${frame.isAsync() ? 'async ' : ''}${called === '' ? place : `${called} (${place})`}`;
}

function describeCall(frame: NodeJS.CallSite): string {
  const name = frame.getFunctionName() ?? '';
  if (name === '') return '';
  if (frame.isConstructor()) return `new ${name}`;
  const type = frame.isToplevel() ? null : frame.getTypeName();
  return type === null || type === 'Object' || name.startsWith(`${type}.`)
    ? name
    : `${type}.${name}`;
}

const folded = [
  `${courseRoot}${sep}lib${sep}`,
  // The bundle beside the start-up snapshot, which holds the same code.
  `${courseRoot}${sep}.venv${sep}`,
  `${sep}node_modules${sep}tslab${sep}`,
  `${sep}node_modules${sep}koffi${sep}`,
];

function isFolded(script: string): boolean {
  if (process.env.WIREBOOK_DEBUG) return false;
  if (script === '' || script.startsWith('node:') || script.startsWith('evalmachine')) return true;
  const path = toPath(script);
  return folded.some((part) => path.includes(part));
}

function shorten(script: string): string {
  const path = toPath(script);
  return path.startsWith(courseRoot + sep) ? path.slice(courseRoot.length + 1) : path;
}

function toPath(script: string): string {
  return script.startsWith('file:') ? fileURLToPath(script) : script;
}
