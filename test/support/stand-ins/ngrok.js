// Speaks what ngrok documents: its flags, its JSON log on stdout, /api/tunnels.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { publicEdge } from './public-edge.js';

const [verb, port, ...flags] = process.argv.slice(2);
/** @param {object} line */
const log = (line) => console.log(JSON.stringify({ lvl: 'info', t: '2026-11-24T01:00:00+0000', ...line }));

if (verb === 'version') {
  console.log('ngrok version 3.30.0');
  process.exit(0);
}
if (verb !== 'http' || flags.join(' ') !== '--log stdout --log-format json') process.exit(2);
if (process.env['STAND_IN_MODE'] === 'no-account') {
  const err =
    'authentication failed: Usage of ngrok requires a verified account and authtoken.\n\nERR_NGROK_4018\n';
  log({ lvl: 'eror', msg: 'failed to auth', obj: 'tunnels.session', err });
  process.exit(1);
}
writeFileSync(String(process.env['STAND_IN_PID']), String(process.pid));
const public_url = `https://${await publicEdge(`http://127.0.0.1:${port}`)}`;
const api = createServer((request, response) => {
  const isTunnels = request.url === '/api/tunnels';
  response
    .writeHead(isTunnels ? 200 : 404)
    .end(JSON.stringify({ tunnels: [{ name: 'command_line', public_url, proto: 'https' }] }));
});
api.listen(0, '127.0.0.1', () => {
  const address = api.address();
  const where = typeof address === 'object' ? `127.0.0.1:${address?.port}` : '';
  log({ msg: 'starting web service', obj: 'web', addr: where, allow_hosts: [] });
});
