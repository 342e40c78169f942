import type { Kit } from '../../src/check/types.ts';
import { checkKit } from '../../src/commands/support/check-kit.ts';
import type { CheckSample } from '../../src/commands/support/check-samples.ts';
import { findProvider } from '../../src/providers/index.ts';

const SAMPLES: readonly [CheckSample, ...CheckSample[]] = [
  {
    type: 'order.created',
    kind: 'json',
    text: '{"id":"{{id:evt}}","type":"order.created","data":{"id":"{{id:ord}}","note":"Zoë"}}',
    isBorrowed: true,
    isExact: false,
  },
];

/** A kit as the command puts it together, for a provider whose secrets these are. */
export function testKit(name: string, secrets: readonly string[] = ['whsec_c2VjcmV0']): Kit {
  const provider = findProvider(name);
  if (provider === undefined) throw new Error(`no provider ${name}`);
  return checkKit({
    endpoint: {
      name: 'default',
      path: '/',
      provider,
      url: 'http://localhost/hooks',
      secrets,
      secretSource: { kind: 'configured', from: ['TEST'] },
      verifyToken: null,
      target: null,
      events: null,
    },
    samples: SAMPLES,
    path: '/hooks',
    extraHeaders: [],
    target: { isSecure: false, isRemote: false },
    now: Date.now,
  });
}
