// A process between us and a tunnel's own program: when we are gone, however abruptly, its stdin
// ends and it takes the program along. A killed process can clean up nothing by itself.
import { spawn } from 'node:child_process';

const KILL_AFTER_MS = 1500;

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['pipe', 'inherit', 'inherit'], windowsHide: true });

child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 127;
  process.stdin.destroy();
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
  process.stdin.destroy();
});

function end(): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
}

process.stdin.resume();
process.stdin.once('end', end);
process.stdin.once('error', end);
// Ctrl-C reaches the whole group of processes; our end comes by stdin.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', end);
process.on('SIGHUP', end);
