import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentError, usageError, type CliError } from '../core/errors.ts';
import type { Settings } from './settings-schema.ts';

/** The name of the optional settings file at the project's root. */
export const SETTINGS_FILE = 'webhook.config.json';

/**
 * Reads and validates the settings file; an absent one is an empty one.
 * @throws CliError (exit 2) naming the field and the line
 */
export async function readSettings(root: string): Promise<Settings> {
  const text = await readOptional(path.join(root, SETTINGS_FILE));
  if (text === undefined) return {};
  const { parseTree, getNodeValue, findNodeAtLocation, printParseErrorCode } = await import('jsonc-parser');
  const { settingsSchema } = await import('./settings-schema.ts');
  const errors: import('jsonc-parser').ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [broken] = errors;
  if (broken !== undefined || tree === undefined) {
    const what = broken === undefined ? 'it is empty' : spaced(printParseErrorCode(broken.error));
    throw wrongSettings(`line ${lineAt(text, broken?.offset ?? 0)}: not JSON (${what})`);
  }
  const result = settingsSchema.safeParse(getNodeValue(tree));
  if (result.success) return result.data;
  const issue = result.error.issues[0] as (typeof result.error.issues)[number];
  const at = issue.path as (string | number)[];
  const extra = issue.code === 'unrecognized_keys' ? [...at, issue.keys[0] as string] : at;
  const node = nearestNode(extra, (steps) => findNodeAtLocation(tree, steps));
  throw wrongSettings(`line ${lineAt(text, node?.offset ?? 0)}: ${fieldName(extra)}: ${issueText(issue)}`);
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw environmentError(
      `cannot read ${file}: ${(error as Error).message}`,
      'Make it readable, or move it away.',
    );
  }
}

function wrongSettings(message: string): CliError {
  return usageError(
    `${SETTINGS_FILE}, ${message}`,
    'Correct that line; editors check the file with "$schema": "./node_modules/webhook-cli/schema.json".',
  );
}

function nearestNode<T>(
  steps: readonly (string | number)[],
  find: (steps: (string | number)[]) => T | undefined,
) {
  for (let length = steps.length; length > 0; length -= 1) {
    const node = find(steps.slice(0, length));
    if (node !== undefined) return node;
  }
  return undefined;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function fieldName(steps: readonly (string | number)[]): string {
  const name = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return name === '' ? 'the file' : name.replace(/^\./, '');
}

function issueText(issue: { code: string; message: string }): string {
  return issue.code === 'unrecognized_keys' ? 'there is no such setting' : issue.message;
}

function spaced(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
