import { headerValue } from '../../core/headers.ts';
import type { DiagnosisRequest } from './types.ts';

/** Requests that providers send without a signature on purpose. */
const UNSIGNED: readonly { provider: string; what: string; is(request: DiagnosisRequest): boolean }[] = [
  {
    provider: 'slack',
    what: "Slack's ssl_check form",
    is: ({ body }) => /(^|&)ssl_check=1(&|$)/.test(body.subarray(0, 4096).toString('latin1')),
  },
  {
    provider: 'aws-sns',
    what: 'an SNS raw delivery',
    is: ({ headers }) => headerValue(headers, 'x-amz-sns-rawdelivery') === 'true',
  },
  {
    provider: 'vercel',
    what: "Vercel's check of a log drain",
    is: ({ headers }) => headerValue(headers, 'x-vercel-verify') !== undefined,
  },
  {
    provider: 'woocommerce',
    what: "WooCommerce's ping when a webhook is saved",
    is: ({ body }) => /^webhook_id=\d+$/.test(body.subarray(0, 64).toString('latin1')),
  },
];

/** What a provider sends unsigned by design, in words, or undefined. */
export function unsignedByDesign(provider: string, request: DiagnosisRequest): string | undefined {
  return UNSIGNED.find((one) => one.provider === provider && one.is(request))?.what;
}
