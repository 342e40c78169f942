import type { Diagnosis } from '../../core/diagnosis.ts';
import { headerValues } from '../../core/headers.ts';
import { verify } from '../verify.ts';
import { found, type Case } from './case.ts';
import { findHandshake } from '../find-handshake.ts';
import { unsignedByDesign } from './first-contact.ts';
import { looksLike, titlesOf } from './looks-like.ts';
import { providerHint } from './provider-hints.ts';

/** What a request without a signature is. */
export function missing(one: Case): Diagnosis | undefined {
  if (one.refusal.reason !== 'no-signature') return undefined;
  return noEvent(one) ?? otherProvider(one) ?? nearName(one) ?? notThere(one);
}

function noEvent({ request, context }: Case): Diagnosis | undefined {
  const { title, name, handshakes } = context.provider;
  const handshake = findHandshake(handshakes, request);
  if (handshake !== undefined) {
    return {
      id: 'handshake',
      sentence: `this is no event but the handshake ${handshake.name} of ${title}`,
      hint: 'Answer it as the provider asks instead of verifying it.',
    };
  }
  const what = unsignedByDesign(name, request);
  if (what === undefined) return undefined;
  return {
    id: 'unsigned-by-design',
    sentence: `this is ${what}, which is never signed`,
    hint: 'Nothing is wrong; --forward-invalid passes such requests on.',
  };
}

/** Another provider's request, named by its headers; certain where its signature verifies. */
export function otherProvider({ request, context }: Case): Diagnosis | undefined {
  const alike = looksLike(request.headers, context.providers);
  if (alike.length === 0 || alike.some(({ name }) => name === context.provider.name)) return undefined;
  const secrets = context.secrets.map(({ value }) => value);
  const right = alike.find(({ scheme }) => {
    const verdict = verify(scheme, {
      ...request,
      url: context.url,
      secrets,
      now: context.now,
      toleranceSeconds: 0,
    });
    return verdict.status === 'valid';
  });
  const first = right ?? alike[0];
  return {
    id: 'other-provider',
    sentence: right === undefined ? `this looks like ${titlesOf(alike)}` : `verifies as ${right.title}`,
    hint: `The endpoint expects ${context.provider.title}: run listen with --provider ${first?.name}, or set provider in webhook.config.json.`,
  };
}

function nearName(one: Case): Diagnosis | undefined {
  const { header, scheme, matcher } = one;
  if (header === null || scheme === null) return undefined;
  const match = matcher.match({});
  const finding = {
    id: 'signature-header-name',
    phrase: `reading the signature from ${header.toLowerCase()}`,
    hint: `The sender must call the header ${scheme.header}.`,
  };
  if (match !== undefined) return found(one, [finding], match);
  return {
    id: finding.id,
    sentence: `there is no ${scheme.header} header, but ${header.toLowerCase()}`,
    hint: finding.hint,
  };
}

function notThere({ refusal, context, scheme }: Case): Diagnosis {
  const { name, title } = context.provider;
  return {
    id: 'signature-missing',
    sentence: refusal.explanation,
    hint:
      providerHint(name, 'missing') ??
      `${title} signs ${scheme === null ? 'every event' : `every event with ${scheme.header}`}: is the secret set there, and does a proxy drop the header?`,
  };
}

/** The header is there and holds nothing. */
export function emptyHeader({ header, request }: Case): Diagnosis | undefined {
  if (header === null || headerValues(request.headers, header).some((value) => value.trim() !== '')) {
    return undefined;
  }
  return {
    id: 'signature-empty',
    sentence: `${header.toLowerCase()} is there but empty`,
    hint: 'The sender computed no signature: is its secret set?',
  };
}
