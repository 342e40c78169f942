// Packs the project, installs the tarball into an empty folder as a user would, and runs it there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'webhook-cli-package-'));

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], ROOT));
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', path.join(folder, filename)], folder);
  const version = run('npx', ['webhook-cli', '--version'], folder).trim();
  const printed = run('npx', ['webhook-cli', 'trigger', 'order.created', '--print', 'http'], folder);
  const listed = JSON.parse(run('npx', ['webhook-cli', 'list', '--json'], folder));
  const axios = JSON.parse(readFileSync(axiosManifest(), 'utf8')).version;
  const request = printed.split(/\r?\n/)[0];
  console.log(`installed ${version}, axios ${axios}: prints "${request}", lists ${listed.length} events`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function axiosManifest() {
  const modules = path.join(folder, 'node_modules', 'webhook-cli', 'node_modules');
  return path.join(modules, 'axios', 'package.json');
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
function run(program, args, cwd) {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', shell });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
