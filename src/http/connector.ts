import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { classifyAddress, isLocalhostName } from './address-guard.ts';
import { DeliveryFailure } from './delivery-error.ts';

const LOCALHOST: LookupAddress[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

/**
 * A resolver that gives `localhost` both families, whatever the hosts file says (apps listen on
 * either), and no address that may not be contacted: a name checked before may resolve otherwise now.
 */
export function guardedLookup(allowRemote: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const give = (addresses: LookupAddress[]): void => {
      const bad = addresses.find(({ address }) => !isAllowed(address, allowRemote));
      if (bad !== undefined) return callback(forbidden(hostname), '', 0);
      if (options.all === true) return callback(null, addresses);
      const first = addresses[0] as LookupAddress;
      callback(null, first.address, first.family);
    };
    if (isLocalhostName(hostname)) return give(LOCALHOST);
    systemLookup(hostname, { all: true }, (error, addresses) => {
      if (error !== null) callback(error, '', 0);
      else give(addresses);
    });
  };
}

/** Literal addresses are never looked up, so they are checked before. @throws DeliveryFailure */
export function refuseForbiddenLiteral(hostname: string, allowRemote: boolean): void {
  if (isIP(hostname) !== 0 && !isAllowed(hostname, allowRemote)) throw forbidden(hostname);
}

function isAllowed(address: string, allowRemote: boolean): boolean {
  const place = classifyAddress(address);
  return place === 'local' || (place === 'remote' && allowRemote);
}

function forbidden(hostname: string): DeliveryFailure {
  return new DeliveryFailure('forbidden-address', `${hostname} is not this machine: see --allow-remote`);
}
