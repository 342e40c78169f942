import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Target } from '../core/target.ts';

/** Where an address is, as far as sending to it is concerned. */
export type Place = 'local' | 'remote' | 'forbidden';

const LOOPBACK = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['0.0.0.0', 32, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
]);

/** Link-local, where cloud machines hand out their credentials, and the few vendor addresses elsewhere. */
const FORBIDDEN = blockList([
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
]);

const METADATA_NAMES = new Set(['metadata.google.internal', 'metadata', 'instance-data']);

/** Where an IP address is. Encodings of IPv4 in IPv6 are looked through. */
export function classifyAddress(address: string): Place {
  const plain = embeddedIpv4(address) ?? address.replace(/%.*$/, '');
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (FORBIDDEN.check(plain, family)) return 'forbidden';
  return LOOPBACK.check(plain, family) || isOwnAddress(plain) ? 'local' : 'remote';
}

/** Names that are this machine by definition (RFC 6761), whatever the resolver says. */
export function isLocalhostName(name: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(name);
}

/** Where a target is. A name is only as local as the worst of its addresses. */
export async function checkTarget(target: Target): Promise<Place | 'unresolved'> {
  const { hostname } = target;
  if (isIP(hostname) !== 0) return classifyAddress(hostname);
  if (isLocalhostName(hostname)) return 'local';
  if (METADATA_NAMES.has(hostname.toLowerCase().replace(/\.$/, ''))) return 'forbidden';
  try {
    const addresses = await lookup(hostname, { all: true });
    return worst(addresses.map(({ address }) => classifyAddress(address)));
  } catch {
    return 'unresolved';
  }
}

function worst(places: readonly Place[]): Place {
  if (places.includes('forbidden')) return 'forbidden';
  return places.includes('remote') ? 'remote' : 'local';
}

function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === address));
}

/** The IPv4 address inside a mapped, NAT64 or 6to4 address. */
function embeddedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const groups = expand(address);
  const [a, b, c, d, e, f, g, h] = groups as [number, number, number, number, number, number, number, number];
  const isZeroTo = (end: number): boolean => groups.slice(0, end).every((group) => group === 0);
  if (isZeroTo(5) && f === 0xffff) return dotted(g, h);
  if (isZeroTo(6) && (g !== 0 || h > 1)) return dotted(g, h);
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return dotted(g, h);
  return a === 0x2002 ? dotted(b, c) : undefined;
}

function expand(address: string): number[] {
  // The URL parser writes every form the same way: no dotted tail, lower case, one `::`.
  const text = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => parseInt(group, 16));
  if (tail === undefined) return read(head);
  const missing = 8 - read(head).length - read(tail).length;
  return [...read(head), ...Array.from({ length: missing }, () => 0), ...read(tail)];
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function blockList(subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
