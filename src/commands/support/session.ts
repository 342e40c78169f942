import { existsSync } from 'node:fs';
import path from 'node:path';
import { customProvider } from '../../config/custom-provider.ts';
import { resolveEndpoints, type EndpointFlags } from '../../config/endpoints.ts';
import { readEnvironment, type Environment } from '../../config/environment.ts';
import { ensureStateDir, findProject, type Project } from '../../config/project.ts';
import { readSettings } from '../../config/read-settings.ts';
import type { Settings } from '../../config/settings-schema.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { CommandContext, Io } from '../../core/io.ts';
import type { Provider } from '../../core/provider.ts';
import { findProvider } from '../../providers/index.ts';
import { styleFor, type Style } from '../../render/style.ts';
import type { OpenedStore } from '../../store/open-store.ts';

/** What every command starts from: the project it is in, and how it may write. */
export interface Session {
  readonly io: Io;
  readonly project: Project;
  readonly env: Environment;
  readonly settings: Settings;
  /** Style of stdout. */
  readonly style: Style;
  /** Style of stderr. */
  readonly noteStyle: Style;
  readonly json: boolean;
}

/** Finds the project and reads its settings. @throws CliError for a wrong settings file */
export async function openSession({ io, options }: CommandContext<object>): Promise<Session> {
  const project = findProject({ cwd: io.cwd, env: io.env, dir: options.dir });
  const env = await readEnvironment(project.root, io.env);
  const settings = await readSettings(project.root);
  const color = options.color;
  return {
    io,
    project,
    env,
    settings,
    style: styleFor({ isTty: io.stdout.isTty, env: io.env, color }),
    noteStyle: styleFor({ isTty: io.stderr.isTty, env: io.env, color }),
    json: options.json === true,
  };
}

/** The endpoints of the session's project, warnings already told. */
export async function sessionEndpoints(session: Session, flags: EndpointFlags = {}): Promise<Endpoint[]> {
  const { project, settings, env } = session;
  const find = (name: string): Provider | undefined => sessionProvider(session, name);
  const resolved = await resolveEndpoints({ project, settings, env, flags, findProvider: find });
  for (const warning of resolved.warnings) warn(session, warning);
  return resolved.endpoints;
}

/** The provider of that name: the project's own, or a built-in one. */
export function sessionProvider({ settings }: Session, name: string): Provider | undefined {
  const own = Object.entries(settings.providers ?? {}).find(([key]) => key === name);
  return own === undefined ? findProvider(name) : customProvider(...own);
}

/** Opens the log, making it where there is none. */
export async function openLog(session: Session, onFatal?: (error: Error) => void): Promise<OpenedStore> {
  await ensureStateDir(session.project);
  const { openStore } = await import('../../store/open-store.ts');
  const store = openStore({ file: logFile(session), ...(onFatal === undefined ? {} : { onFatal }) });
  for (const warning of store.warnings) warn(session, warning);
  return store;
}

/** Opens the log for reading, or gives undefined where nothing was ever stored. */
export async function openExistingLog(session: Session): Promise<OpenedStore | undefined> {
  return existsSync(logFile(session)) ? openLog(session) : undefined;
}

function logFile(session: Session): string {
  return path.join(session.project.stateDir, 'events.db');
}

/** One line of talk about something that may need attention. */
export function warn(session: Session, message: string): void {
  session.io.stderr.write(`${session.noteStyle.warn('warning')}: ${message}\n`);
}

/** One line of talk. */
export function note(session: Session, message: string): void {
  session.io.stderr.write(`${message}\n`);
}
