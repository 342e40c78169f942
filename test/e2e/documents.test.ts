import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen } from '../support/cli.ts';
import { storeApp } from '../support/store-app.ts';

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

/** Commands that look at events there must be first. */
const LOOKING = ['show', 'verify', 'list', 'trigger', 'why', 'diff', 'stats', 'expect'];

test.each(COMMANDS.filter(([, command]) => command.startsWith('webhook-cli ')))(
  '%s: %s',
  async (_document, command) => {
    const app = await startApp();
    const other = await startApp();
    onTestFinished(async () => {
      await Promise.all([app.close(), other.close()]);
    });
    const cwd = emptyFolder();
    const words = command
      .split(' ')
      .slice(1)
      .map((word) =>
        word
          .replace(/^'(.*)'$/, '$1')
          .replace(/^3000/, `${app.port}`)
          .replace(/^3001/, `${other.port}`),
      );
    if (words[0] === 'listen') {
      await startListen([...words.slice(1), '--tunnel', 'none'], { cwd });
      return;
    }
    // Enough events for every reference in the documents: 44, and one that failed.
    if (words[0] === 'replay') {
      await runCli(['trigger', 'order.created', '--count', '44', '--to', `${app.port}`], { cwd });
      app.respond((_request, response) => response.writeHead(500).end());
      await runCli(['trigger', 'order.created', '--to', `${app.port}`], { cwd });
      app.respond((_request, response) => response.end('ok'));
    } else if (LOOKING.includes(words[0] ?? '')) {
      await startListen([`${app.port}`, '--tunnel', 'none'], { cwd });
      await runCli(['trigger', 'order.created', '--count', '2'], { cwd });
    }
    // A receiver that is right, so that the answer is yes.
    if (words[0] === 'check') app.respond(storeApp('a secret'));
    if (words[0] === 'doctor') words.push('--tunnel', 'none');
    const env: Record<string, string> = words[0] === 'check' ? { WEBHOOK_SECRET: 'a secret' } : {};
    const done = await runCli(words, { cwd, env, input: 'a secret' });
    expect(done.stderr).not.toContain('error:');
    expect(done.code).toBe(0);
  },
);
