// Speaks what cloudflared documents: its flags, its log on stderr, /quicktunnel and /ready.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { publicEdge } from './public-edge.js';

if (process.argv[2] === '--version') {
  console.log('cloudflared version 2026.10.0 (built 2026-10-01-1200 UTC)');
  process.exit(0);
}
if (process.env['STAND_IN_MODE'] === 'rate-limited') {
  console.error('2026-11-24T01:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...');
  console.error(
    '2026-11-24T01:00:01Z ERR Error unmarshaling QuickTunnel response: error code: 1015 status_code="429 Too Many Requests"',
  );
  console.error('failed to unmarshal quick Tunnel: invalid character');
  process.exit(1);
}
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    config: { type: 'string' },
    'no-autoupdate': { type: 'boolean' },
    'grace-period': { type: 'string' },
    metrics: { type: 'string' },
    url: { type: 'string' },
  },
});
const inherited = Object.keys(process.env).filter((name) => name.startsWith('TUNNEL_'));
if (process.argv[2] !== 'tunnel' || values.config === undefined || inherited.length > 0) process.exit(2);
writeFileSync(String(process.env['STAND_IN_PID']), String(process.pid));
const hostname = await publicEdge(String(values.url));
const [host, port] = String(values.metrics).split(':');
createServer((request, response) => {
  if (request.url === '/quicktunnel') response.end(JSON.stringify({ hostname }));
  else response.writeHead(request.url === '/ready' ? 200 : 404).end('{"readyConnections":1}');
}).listen(Number(port), host, () =>
  console.error(`2026-11-24T01:00:00Z INF Starting metrics server on ${host}:${port}/metrics`),
);
