import type { Diagnosis } from '../../core/diagnosis.ts';
import { headerValue } from '../../core/headers.ts';
import type { SignatureFormat } from '../../core/scheme.ts';
import { encode } from '../compute.ts';
import { isSameText } from '../same-text.ts';
import { found, readingOf, type Case } from './case.ts';

/** A right signature that is written in another way than the scheme does. */
export function written(one: Case): Diagnosis | undefined {
  const { scheme, header, matcher, refusal, request, texts } = one;
  if (scheme === null || header === null) return undefined;
  const match = matcher.match({});
  if (match === undefined) return truncated(one);
  if (refusal.reason === 'repeated-header') {
    return {
      id: 'signature-repeated',
      sentence: `${refusal.explanation}; one of them is right`,
      hint: 'Two of sender, proxy and gateway add the header: let only one of them do it.',
    };
  }
  const value = (headerValue(request.headers, header) ?? '').slice(0, 4096);
  if (value.includes(' ') && match.candidate?.text.includes('+') && !value.includes('+')) {
    return {
      id: 'signature-plus-as-blank',
      sentence: 'matches after turning the blanks of the signature back into +',
      hint: 'Something URL-decoded the signature header on the way.',
    };
  }
  const reading = readingOf(one, match);
  if (reading.length > 0) return found(one, [], match);
  return isBare(scheme.format, value) ? prefixMissing(scheme.format) : around(texts[0] ?? '');
}

function isBare(format: SignatureFormat, value: string): boolean {
  if (format.kind === 'prefix') return !/^[A-Za-z0-9_-]{1,16}[=,:]/.test(value.replace(/=+$/, ''));
  return format.kind === 'list' && !value.replace(/=+$/, '').includes(format.assign);
}

function prefixMissing(format: SignatureFormat): Diagnosis {
  const prefix = format.kind === 'prefix' ? format.prefix : '';
  const shown = format.kind === 'list' ? `${format.key}${format.assign}` : prefix;
  return {
    id: 'signature-prefix-missing',
    sentence: `the signature is right, only its prefix ${shown} is missing`,
    hint: `The sender must write ${shown} in front of the signature.`,
  };
}

function around(value: string): Diagnosis {
  const prefix = /^[A-Za-z0-9_-]{1,16}[=:,]/.exec(value)?.[0];
  const what = prefix === undefined ? 'the text around it' : `its prefix ${prefix}`;
  return {
    id: 'signature-prefix-unexpected',
    sentence: `the signature is right, only ${what} is not expected`,
    hint: 'The sender must write the signature as the provider does, and nothing more.',
  };
}

/** Fewer than 8 characters may agree by chance. */
const LEAST_AGREEING = 8;

function truncated({ scheme, matcher, texts }: Case): Diagnosis | undefined {
  if (scheme === null || scheme.algorithm === 'none') return undefined;
  for (const digest of matcher.expected()) {
    const expected = encode(scheme.encoding, digest);
    const cut = texts.find(
      (text) =>
        text.length >= LEAST_AGREEING &&
        text.length < expected.replace(/=+$/, '').length &&
        isSameText(text, expected.slice(0, text.length)),
    );
    if (cut === undefined) continue;
    return {
      id: 'signature-truncated',
      sentence: `the signature is right as far as it goes, but ${expected.length - cut.length} characters are cut off`,
      hint: 'Something shortened the header: a column that is too narrow, or a digest that is cut.',
    };
  }
  return undefined;
}
