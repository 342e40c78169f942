import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere, startListen } from '../support/cli.ts';
import { storeApp } from '../support/store-app.ts';
import { tunnelScene } from '../support/tunnel-scene.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...PAGES.map((name) => `docs/${name}`)];

/** Every command line in a shell block of a document, without its comment. */
function commandsOf(document: string): string[] {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n')).flatMap((line) => line.split(/\s+#/)[0]?.trim() || []);
}

const COMMANDS = DOCUMENTS.flatMap((document) =>
  commandsOf(document).map((command) => [document, command] as const),
);

test.each(COMMANDS.filter(([, command]) => command.startsWith('npm ')))(
  '%s: %s is a script',
  (_document, command) => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: object;
    };
    const name = /^npm run (\S+)$/.exec(command)?.[1] ?? 'test';
    expect(Object.keys(scripts)).toContain(name);
    expect(command).toMatch(/^npm (run \S+|cit|test)$/);
  },
);

/** Events a command may look at or send again; made once, and copied for each. */
const folders: Record<'two' | 'many', string> = { two: '', many: '' };
let app: App;
let other: App;

beforeAll(async () => {
  [app, other] = await Promise.all([startApp(), startApp()]);
  for (const name of ['two', 'many'] as const)
    folders[name] = mkdtempSync(path.join(tmpdir(), 'webhook-cli-docs-'));
  const trigger = (cwd: string, count: number) =>
    runHere(['trigger', 'order.created', '--count', `${count}`, '--to', `${app.port}`], { cwd });
  await trigger(folders.two, 2);
  // Enough for every reference in the documents: 44, and one that failed.
  await trigger(folders.many, 44);
  app.respond((_request, response) => response.writeHead(500).end());
  await trigger(folders.many, 1);
  app.respond((_request, response) => response.end('ok'));
});

afterAll(async () => {
  await Promise.all([app.close(), other.close()]);
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
});

function folderFor(verb: string): string {
  const cwd = emptyFolder();
  cpSync(verb === 'replay' ? folders.many : folders.two, cwd, { recursive: true });
  return cwd;
}

/** A command line as its shell would give it, with the ports of the apps here. */
function wordsOf(command: string): string[] {
  return command
    .split(' ')
    .slice(1)
    .map((word) =>
      word
        .replace(/^'(.*)'$/, '$1')
        .replace(/^3000/, `${app.port}`)
        .replace(/^3001/, `${other.port}`),
    );
}

test.each(COMMANDS.filter(([, command]) => command.startsWith('webhook-cli ')))(
  '%s: %s',
  async (_document, command) => {
    if (command.includes(' --public')) {
      const { options, listen } = await tunnelScene();
      await listen();
      expect(await runCli(command.split(' ').slice(1), options)).toMatchObject({ code: 0, stderr: '' });
      return;
    }
    const words = wordsOf(command);
    const [verb = ''] = words;
    const cwd = folderFor(verb);
    if (verb === 'listen') {
      await startListen([...words.slice(1), '--tunnel', 'none'], { cwd });
      return;
    }
    const isAlone = words.includes('--to') || words.includes('--print');
    if (verb === 'expect' || (verb === 'trigger' && !isAlone))
      await startListen([`${app.port}`, '--tunnel', 'none'], { cwd });
    // What was there before the listener does not count.
    if (verb === 'expect') await runHere(['trigger', 'order.created'], { cwd });
    if (words[1] === 'import') {
      const item = { post: { requestBody: { content: { 'application/json': { example: { id: 1 } } } } } };
      const description = { openapi: '3.1.0', webhooks: { 'invoice.paid': item } };
      writeFileSync(path.join(cwd, words[2] ?? ''), JSON.stringify(description));
    }
    // A receiver that is right, so that the answer is yes.
    if (verb === 'check') app.respond(storeApp('a secret'));
    if (verb === 'doctor') words.push('--tunnel', 'none');
    const env: Record<string, string> = verb === 'check' ? { WEBHOOK_SECRET: 'a secret' } : {};
    const done = await runHere(words, { cwd, env, input: 'a secret' });
    app.respond((_request, response) => response.end('ok'));
    expect(done.stderr).not.toContain('error:');
    expect(done.code).toBe(0);
  },
);
