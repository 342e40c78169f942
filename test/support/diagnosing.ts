import { createHmac } from 'node:crypto';
import { headerValue, withHeaders, type HeaderPair } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import { diagnose } from '../../src/signatures/diagnosis/diagnose.ts';
import type {
  DiagnosisContext,
  DiagnosisRequest,
  NamedSecret,
} from '../../src/signatures/diagnosis/types.ts';
import { sign } from '../../src/signatures/sign.ts';
import { testSecret } from './test-keys.ts';

export const NOW = Date.UTC(2026, 10, 23, 14, 3, 22);

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export const URL_SIGNED = 'https://hooks.example.test/in?x=1';

export const JSON_BODY = Buffer.from(
  '{"id": "evt_1", "n": 1.50, "name": "Zoë </b> a&b", "list": [1, {"b": 2, "a": []}]}',
);

export const FORM_BODY = Buffer.from('From=%2B1555&Body=a+b&payload=%7B%7D');

/** A valid request, and what it is judged by. */
export interface Valid {
  readonly request: DiagnosisRequest;
  readonly context: DiagnosisContext;
}

export interface Spoiled {
  readonly request?: Partial<DiagnosisRequest>;
  readonly context?: Partial<DiagnosisContext>;
}

export function provider(name: string): Provider {
  const found = findProvider(name);
  if (found === undefined) throw new Error(`no provider ${name}`);
  return found;
}

export function own(value: string, name = 'WEBHOOK_SECRET'): NamedSecret {
  return { role: 'own', value, name };
}

/** Signs as the sender does, with whatever it does otherwise. */
export function signed(
  name: string,
  change: { body?: Buffer; secret?: string; timestamp?: number; url?: string; id?: string } = {},
): HeaderPair[] {
  const result = sign(provider(name).scheme, {
    method: 'POST',
    body: bodyOf(name),
    secret: testSecret(provider(name)),
    timestamp: NOW,
    id: 'msg_1',
    url: URL_SIGNED,
    ...change,
  });
  if (result.kind === 'refused') throw new Error(result.explanation);
  return result.headers;
}

export function bodyOf(name: string): Buffer {
  if (name === 'adyen') {
    return Buffer.from('{"notificationItems":[{"NotificationRequestItem":{"pspReference":"p"}}]}');
  }
  return name === 'twilio' ? FORM_BODY : JSON_BODY;
}

export function validFor(name: string): Valid {
  return {
    request: { method: 'POST', path: '/in?x=1', headers: signed(name), body: bodyOf(name) },
    context: {
      provider: provider(name),
      providers,
      secrets: [own(testSecret(provider(name)))],
      url: URL_SIGNED,
      now: NOW,
      budgetBytes: 64 * 1024 * 1024,
    },
  };
}

export function diagnosed(name: string, { request, context }: Spoiled) {
  const valid = validFor(name);
  return diagnose({ ...valid.request, ...request }, { ...valid.context, ...context });
}

export function signatureHeader(name: string): string {
  return provider(name).scheme.header ?? '';
}

/** The request with its signature header rewritten. */
export function rewritten(name: string, change: (value: string) => string): Spoiled {
  const { headers } = validFor(name).request;
  const header = signatureHeader(name);
  return {
    request: { headers: withHeaders(headers, [[header, change(headerValue(headers, header) ?? '')]]) },
  };
}

export function secrets(...values: NamedSecret[]): Spoiled {
  return { context: { secrets: values } };
}

/** Signed over one body, arrived with another. */
export function bodies(name: string, sentAs: string | Buffer, signedAs: string | Buffer): Spoiled {
  return { request: { body: Buffer.from(sentAs), headers: signed(name, { body: Buffer.from(signedAs) }) } };
}

export function handSigned(name: string, text: string): Spoiled {
  return { request: { headers: [[signatureHeader(name), text]] } };
}

export function hmac(algorithm: string, key: string | Buffer, content: string | Buffer): Buffer {
  return createHmac(algorithm, key).update(content).digest();
}

export const HEX = hmac('sha256', SECRET, JSON_BODY).toString('hex');
