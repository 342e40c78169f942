import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { CommandContext, Io } from '../core/io.ts';
import { readDescription, webhooksOf } from '../openapi/description.ts';
import { importReport, importSummary } from '../render/import-page.ts';
import { jsonDocument } from '../render/json.ts';
import { likelyProviders } from './support/endpoint-choice.ts';
import { importWebhooks } from './support/import-webhooks.ts';
import { openSession, sessionProvider, type Session } from './support/session.ts';
import { unknownProvider } from './support/signing-endpoint.ts';

export interface SamplesImportOptions {
  readonly provider?: string;
  readonly overwrite?: boolean;
}

/** `samples import`: every webhook of an OpenAPI description becomes a sample of the project. */
export async function run(context: CommandContext<SamplesImportOptions>, file: string): Promise<ExitCode> {
  const session = await openSession(context);
  const { provider: asked, overwrite = false } = context.options;
  const name = file === '-' ? 'standard input' : file;
  const description = await readDescription(await textOf(session.io, file), name);
  const webhooks = webhooksOf(description, name);
  const provider = await senderOf(session, asked);
  const imported = await importWebhooks(session, { description, webhooks, provider, overwrite });
  const { stdout } = session.io;
  if (session.json) stdout.write(jsonDocument({ provider: provider.name, ...importSummary(imported) }));
  else stdout.write(importReport(imported, provider.name));
  return imported.some(({ kind }) => kind === 'failed') ? EXIT.no : EXIT.done;
}

async function senderOf(session: Session, asked: string | undefined) {
  const [name = 'store', other] = asked === undefined ? new Set(await likelyProviders(session)) : [asked];
  if (other !== undefined)
    throw usageError(
      'this project has endpoints of several providers',
      `Say who sends these: --provider ${name}`,
    );
  const provider = sessionProvider(session, name);
  if (provider === undefined) throw unknownProvider(session, name);
  return provider;
}

async function textOf(io: Io, file: string): Promise<string> {
  if (file === '-') return (await io.readStdin()).toString('utf8');
  try {
    return await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw usageError(
      `${file}: ${isMissing ? 'there is no such file' : (error as Error).message}`,
      'Name an OpenAPI description, or - for standard input.',
    );
  }
}
