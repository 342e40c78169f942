import { findNodeAtLocation, getNodeValue, parseTree, type JSONPath, type Node } from 'jsonc-parser';
import { closest } from '../core/closest.ts';
import { usageError } from '../core/errors.ts';
import { parseJsonPath } from '../core/json-path.ts';

/**
 * Puts something harmless of the same kind in place of every value below the paths; `*` stands for
 * every key or entry. Everything else keeps its bytes.
 * @throws CliError (exit 2) for a body that is not JSON, or a path that leads to nothing
 */
export function redact(body: Buffer, paths: readonly string[]): Buffer {
  if (paths.length === 0) return body;
  const { text, tree } = jsonTree(body);
  const cuts = new Map<number, { length: number; with: string }>();
  for (const asked of paths) {
    for (const node of nodesAt(tree, asked)) {
      for (const leaf of leaves(node))
        cuts.set(leaf.offset, { length: leaf.length, with: JSON.stringify(harmless(getNodeValue(leaf))) });
    }
  }
  return Buffer.from(withCuts(text, cuts), 'utf8');
}

function jsonTree(body: Buffer): { text: string; tree: Node } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    JSON.parse(text);
    const tree = parseTree(text);
    if (tree !== undefined) return { text, tree };
  } catch {
    // said below
  }
  throw usageError(
    'the body is not JSON, so no field of it can be redacted',
    'Save it without --redact, or not at all if it holds what nobody may see.',
  );
}

function nodesAt(tree: Node, asked: string): Node[] {
  const steps = parseJsonPath(asked);
  if (steps === undefined)
    throw usageError(`--redact ${asked}: not a path`, 'For example: --redact data.customer.email');
  let nodes = [tree];
  for (const step of steps) {
    const next = nodes.flatMap((node) => below(node, step));
    if (next.length === 0) throw missing(asked, step, nodes);
    nodes = next;
  }
  return nodes;
}

function below(node: Node, step: string): Node[] {
  const children = node.children ?? [];
  if (step === '*') return node.type === 'object' ? children.flatMap(valueOf) : children;
  // A key may stand there twice: both are text in the file.
  if (node.type === 'object')
    return children.filter((entry) => entry.children?.[0]?.value === step).flatMap(valueOf);
  const path: JSONPath = [/^\d+$/.test(step) ? Number(step) : step];
  const found = node.type === 'array' ? findNodeAtLocation(node, path) : undefined;
  return found === undefined ? [] : [found];
}

function valueOf(entry: Node): Node[] {
  return entry.children?.slice(1) ?? [];
}

function leaves(node: Node): Node[] {
  if (node.type === 'object') return (node.children ?? []).flatMap(valueOf).flatMap(leaves);
  if (node.type === 'array') return (node.children ?? []).flatMap(leaves);
  return [node];
}

/** An app may check what a field looks like. */
function harmless(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value !== 'string') return value === null ? null : false;
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) return 'redacted@example.com';
  return /^https?:\/\//.test(value) ? 'https://example.com/redacted' : 'redacted';
}

function withCuts(text: string, cuts: ReadonlyMap<number, { length: number; with: string }>): string {
  let result = text;
  for (const [offset, cut] of [...cuts].toSorted(([a], [b]) => b - a))
    result = `${result.slice(0, offset)}${cut.with}${result.slice(offset + cut.length)}`;
  return result;
}

function missing(asked: string, step: string, nodes: readonly Node[]) {
  const keys = nodes.flatMap((node) =>
    node.type === 'object' ? (node.children ?? []).map((entry) => String(entry.children?.[0]?.value)) : [],
  );
  const near = closest(step, keys);
  const there = keys.slice(0, 12).join(', ') || 'nothing';
  return usageError(
    `--redact ${asked}: there is no such field`,
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There is: ${there}.`,
  );
}
