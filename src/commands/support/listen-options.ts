import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { HeaderPair } from '../../core/headers.ts';
import { parseDuration, parseSize } from '../../core/time.ts';
import { headersFrom } from './headers-option.ts';
import type { RemoteOptions } from './remote-guard.ts';
import { wholeNumber } from './selection-options.ts';

/** Options of every command that sends to an app. */
export interface SendOptions extends RemoteOptions {
  readonly timeout?: string;
  readonly header?: string[];
  readonly hostHeader?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
}

/** {@link SendOptions}, read. */
export interface SendSettings {
  readonly timeoutMs: number;
  readonly extraHeaders: readonly HeaderPair[];
  readonly hostHeader: string | undefined;
  readonly ca: string | undefined;
  readonly insecure: boolean;
  readonly allowRemote: boolean;
}

/** Reads the options that say how to send. @throws CliError (exit 2) naming the option */
export async function sendSettings(options: SendOptions, cwd: string): Promise<SendSettings> {
  return {
    timeoutMs: duration('--timeout', options.timeout ?? '30s'),
    extraHeaders: headersFrom(options.header),
    hostHeader: options.hostHeader,
    ca: options.ca === undefined ? undefined : await readCa(path.resolve(cwd, options.ca)),
    insecure: options.insecure === true,
    allowRemote: options.allowRemote === true,
  };
}

async function readCa(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw usageError(
    `--ca ${file}: not a certificate file`,
    'Name a PEM file with the certificate authority of your app.',
  );
}

function duration(option: string, text: string): number {
  const parsed = parseDuration(text);
  if (parsed !== undefined) return parsed;
  throw usageError(
    `${option} ${text}: not a duration`,
    'For example: 500ms, 30s, 5m, or 0 to wait for ever.',
  );
}

/** Reads `--max-body`. @throws CliError (exit 2) */
export function maxBodyFrom(text: string | undefined): number {
  const parsed = parseSize(text ?? '25mb');
  if (parsed !== undefined && parsed > 0) return parsed;
  throw usageError(`--max-body ${text}: not a size`, 'For example: 512kb, 25mb.');
}

/** Reads `--port`, or another option that takes a port. @throws CliError (exit 2) */
export function portFrom(text: string | undefined, option = '--port'): number | undefined {
  if (text === undefined) return undefined;
  const port = wholeNumber(option, text, 0);
  if (port <= 65_535) return port;
  throw usageError(`${option} ${text}: ports end at 65535`, `For example: ${option} 4400`);
}
