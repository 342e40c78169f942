import { expect, test } from 'vitest';
import { findSshService } from '../../src/tunnels/ssh-services.ts';
import { parseSshHost } from '../../src/tunnels/ssh.ts';
import { TunnelError } from '../../src/tunnels/types.ts';

test.each([
  ['localhost.run', '{"event":"tcpip-forward","address":"ab12.lhr.life"}', 'https://ab12.lhr.life'],
  [
    'localhost.run',
    'ab12.lhr.life tunneled with tls termination, https://ab12.lhr.life',
    'https://ab12.lhr.life',
  ],
  ['localhost.run', 'To set up see https://localhost.run/docs/ or https://admin.localhost.run/', undefined],
  ['localhost.run', '{"message":"not an address"}', undefined],
  ['localhost.run', '{"address":"evil\\u001b[31m"}', undefined],
  ['srv.us', '1: https://abcdef.srv.us/', 'https://abcdef.srv.us'],
  ['a.pinggy.io', 'https://rnabc-12.a.free.pinggy.link', 'https://rnabc-12.a.free.pinggy.link'],
  ['serveo.net', 'Forwarding HTTP traffic from https://ab.serveo.net', 'https://ab.serveo.net'],
  ['example.com', 'your tunnel: https://hooks.example.com ready', 'https://hooks.example.com'],
  ['example.com', 'Welcome to Debian', undefined],
])('%s prints %s', (host, line, url) => expect(findSshService(host).urlIn(line)).toBe(url));

test.each([
  ['example.com', { user: undefined, hostname: 'example.com', port: undefined }],
  ['me@example.com:2222', { user: 'me', hostname: 'example.com', port: 2222 }],
  ['[::1]:22', { user: undefined, hostname: '::1', port: 22 }],
])('the host %s', (text, host) => expect(parseSshHost(text)).toEqual(host));

test.each(['-oProxyCommand=touch /tmp/x', 'a b', 'me@-x', '', 'host:port'])(
  '%s is no host, and no option',
  (text) => expect(() => parseSshHost(text)).toThrow(TunnelError),
);
