import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Locked {
  version?: string;
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
}

const LOCK = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

test('the lock file names the binaries of every platform, or npm ci refuses it', () => {
  const missing = Object.entries(LOCK.packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in LOCK.packages) && !(`${place}/node_modules/${name}` in LOCK.packages),
    ),
  );
  expect(missing).toEqual([]);
});

test('localtunnel is bundled with the axios of our choice', () => {
  expect(LOCK.packages['node_modules/localtunnel']).toMatchObject({ inBundle: true });
  const { overrides } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    overrides: { localtunnel: { axios: string } };
  };
  expect(LOCK.packages['node_modules/axios']).toMatchObject({
    inBundle: true,
    version: overrides.localtunnel.axios,
  });
});

test('the package holds what the command needs, and nothing of the workshop', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const out = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ files }] = JSON.parse(out) as [{ files: { path: string }[] }];
  const own = files.map((file) => file.path).filter((name) => !name.startsWith('node_modules/'));
  expect(own).toEqual(
    expect.arrayContaining([
      'bin/webhook-cli.js',
      'dist/cli.js',
      'dist/tunnels/localtunnel-worker.js',
      'dist/page/index.html',
      'dist/page/assets/page.js',
      'dist/page/assets/index.css',
      'dist/page/third-party.md',
      'samples/store/order.created.json',
      'schema.json',
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'package.json',
    ]),
  );
  expect(own.filter((name) => /^(src|test|scripts|bench|docs|examples)\/|\.tsx$/.test(name))).toEqual([]);
  const bundled = new Set(
    files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file.path)?.[1] ?? []),
  );
  expect(bundled).toContain('localtunnel');
  expect(bundled).toContain('axios');
  expect(bundled).not.toContain('better-sqlite3');
});
