import { applyEdits, findNodeAtLocation, modify, parseTree, type JSONPath, type Node } from 'jsonc-parser';
import { closest } from '../core/closest.ts';
import { usageError } from '../core/errors.ts';
import { parseJsonPath } from '../core/json-path.ts';

/** What `--set`, `--unset` and `--add` ask for. */
export interface BodyEdits {
  /** `path=text` or `path:=json`. */
  readonly set: readonly string[];
  readonly unset: readonly string[];
  /** Whether a path that is not there may be made. */
  readonly add: boolean;
}

/**
 * Edits a JSON body in its text: what is not edited keeps its bytes, down to spaces and the way
 * numbers are written.
 * @throws CliError (exit 2) for a body that is not JSON, a bad edit, or a path that does not exist
 */
export function editBody(body: Buffer, edits: BodyEdits): Buffer {
  if (edits.set.length === 0 && edits.unset.length === 0) return body;
  let text = decoded(body);
  for (const edit of edits.set) text = withValue(text, edit, edits.add);
  for (const path of edits.unset) text = withoutValue(text, path);
  return Buffer.from(text, 'utf8');
}

const HINT = 'Write --set path=text or --set path:=json, for example: data.total:=4200';

function withValue(text: string, edit: string, add: boolean): string {
  const match = /^([^=]*?)(:?=)(.*)$/s.exec(edit);
  if (match === null) throw usageError(`--set ${edit}: there is no = in it`, HINT);
  const [, path = '', operator, raw = ''] = match;
  const value = operator === ':=' ? jsonValue(edit, raw) : raw;
  const { tree, steps } = locate(text, path);
  if (!add && findNodeAtLocation(tree, steps) === undefined) throw missing('--set', path, tree, steps);
  return changed(text, { steps, value, option: `--set ${path}` });
}

function withoutValue(text: string, path: string): string {
  const { tree, steps } = locate(text, path);
  if (findNodeAtLocation(tree, steps) === undefined) throw missing('--unset', path, tree, steps);
  return changed(text, { steps, value: undefined, option: `--unset ${path}` });
}

function changed(text: string, edit: { steps: JSONPath; value: unknown; option: string }): string {
  try {
    return applyEdits(text, modify(text, edit.steps, edit.value, {}));
  } catch {
    throw usageError(
      `${edit.option}: there is nothing to hold it`,
      'A part of the path is text or a number, not an object.',
    );
  }
}

function jsonValue(edit: string, raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    throw usageError(`--set ${edit}: what stands after := is not JSON`, 'Text needs no quotes with = alone.');
  }
}

function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw notJson();
  }
}

function notJson() {
  return usageError(
    'the body is not JSON, so no field of it can be set',
    'Send it as it is, or give another with --data.',
  );
}

function locate(text: string, path: string): { tree: Node; steps: JSONPath } {
  const tree = isJson(text) ? parseTree(text) : undefined;
  if (tree === undefined) throw notJson();
  const names = parseJsonPath(path);
  if (names === undefined) throw usageError(`${JSON.stringify(path)} is not a path`, HINT);
  return { tree, steps: typed(tree, names) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A number is an index where the value at hand is an array, and a key elsewhere. */
function typed(tree: Node, names: readonly string[]): JSONPath {
  const steps: JSONPath = [];
  for (const name of names) {
    const holder = steps.length === 0 ? tree : findNodeAtLocation(tree, steps);
    steps.push(holder?.type === 'array' && /^\d+$/.test(name) ? Number(name) : name);
  }
  return steps;
}

function missing(option: string, path: string, tree: Node, steps: JSONPath) {
  const depth = steps.findIndex(
    (_, index) => findNodeAtLocation(tree, steps.slice(0, index + 1)) === undefined,
  );
  const holder = depth <= 0 ? tree : findNodeAtLocation(tree, steps.slice(0, depth));
  const keys =
    holder?.type === 'object'
      ? (holder.children ?? []).map((entry) => String(entry.children?.[0]?.value))
      : [];
  const near = closest(String(steps[depth]), keys);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(', ')}?`
      : `There is: ${keys.slice(0, 12).join(', ') || 'nothing'}.`;
  return usageError(
    `${option} ${path}: there is no such field`,
    option === '--set' ? `${hint} --add makes a new one.` : hint,
  );
}
