import type { Diagnosis } from '../../core/diagnosis.ts';
import { headerValue } from '../../core/headers.ts';
import { isKeyAlgorithm } from '../compute.ts';
import { readKeyPair } from '../key-pair.ts';
import type { Case } from './case.ts';
import { API_KEYS, PLACEHOLDER } from './secret-variants.ts';

/** What looks wrong though nothing proves it: only said where nothing matched. */
export function suspicion(one: Case): Diagnosis | undefined {
  return secretLooks(one) ?? keyLooks(one) ?? formLooks(one) ?? signatureLooks(one) ?? bodyLooks(one);
}

function secretLooks({ context }: Case): Diagnosis | undefined {
  for (const { value, name, role } of context.secrets) {
    if (role !== 'own') continue;
    if (PLACEHOLDER.test(value.trim())) {
      return {
        id: 'secret-placeholder',
        sentence: `the secret in ${name} is a placeholder`,
        hint: `Put the signing secret that ${context.provider.title} shows into ${name}.`,
      };
    }
    const what = API_KEYS.find(([pattern]) => pattern.test(value.trim()))?.[1];
    if (what === undefined) continue;
    return {
      id: 'secret-is-api-key',
      sentence: `the secret in ${name} is ${what}, no signing secret`,
      hint: 'Take the signing secret of the webhook; and revoke the key if it stood where it must not.',
    };
  }
  return undefined;
}

function keyLooks({ context, scheme, refusal }: Case): Diagnosis | undefined {
  const own = context.secrets.find(({ role }) => role === 'own')?.value ?? '';
  if (scheme === null || refusal.reason !== 'bad-secret') return undefined;
  if (isKeyAlgorithm(scheme.algorithm)) {
    const is = (['ed25519', 'ecdsa-p256-sha256', 'rsa-sha256'] as const).find((name) =>
      readKeyPair(name, own),
    );
    const what =
      is === undefined ? (/^\d{15,22}$/.test(own) ? 'an application id' : 'no key') : `a key for ${is}`;
    return {
      id: 'secret-is-no-key',
      sentence: `the secret is ${what}, this provider needs a public key for ${scheme.algorithm}`,
      hint: `Copy the public key that ${context.provider.title} shows.`,
    };
  }
  return { id: 'secret-form', sentence: refusal.explanation, hint: 'Copy the secret again, as it is shown.' };
}

/** A list may hold signatures of other versions only. */
function formLooks({ scheme, header, request, refusal }: Case): Diagnosis | undefined {
  if (scheme?.format.kind !== 'list' || header === null || refusal.reason !== 'malformed-signature') {
    return undefined;
  }
  const { key, assign } = scheme.format;
  const pieces = (headerValue(request.headers, header) ?? '').split(/[,;\s]+/);
  const others = pieces.flatMap((piece) => /^(v\d\w?|h\d)[=,]?/.exec(piece)?.[1] ?? []);
  const what = others.length === 0 ? refusal.explanation : `the signature is of version ${others[0]} only`;
  return {
    id: 'signature-version',
    sentence: `${what}, ${key}${assign} is expected`,
    hint: `See what the sender writes into ${header.toLowerCase()}.`,
  };
}

const HEX_DIGESTS: Readonly<Record<number, string>> = {
  32: 'MD5',
  40: 'SHA-1',
  64: 'SHA-256',
  96: 'SHA-384',
  128: 'SHA-512 or Ed25519',
};
const ALGORITHM_LENGTH: Readonly<Record<string, number>> = {
  'hmac-sha1': 40,
  'hmac-sha256': 64,
  'hmac-sha512': 128,
  sha256: 64,
};

function signatureLooks({ scheme, texts }: Case): Diagnosis | undefined {
  const longest = texts.toSorted((a, b) => b.length - a.length)[0] ?? '';
  if (scheme === null || isKeyAlgorithm(scheme.algorithm)) return undefined;
  const isDer = texts.some((text) => /^ME[QUY][A-Za-z0-9+/_-]{80,}={0,2}$/.test(text));
  if (isDer || /^ey[\w-]+\.[\w-]+\.[\w-]*/.test(longest) || longest.includes('BEGIN CERT')) {
    return {
      id: 'signature-is-public-key',
      sentence: 'what stands in the header is a public-key signature, no HMAC',
      hint: 'The sender signs with a key pair: choose its provider.',
    };
  }
  const wanted = ALGORITHM_LENGTH[scheme.algorithm];
  const hex = texts.find((text) => /^[0-9a-f]{8,128}$/i.test(text));
  if (
    hex !== undefined &&
    wanted !== undefined &&
    hex.length !== wanted &&
    scheme.encoding.startsWith('hex')
  ) {
    const is = HEX_DIGESTS[hex.length];
    return {
      id: 'signature-length',
      sentence: `the signature has ${hex.length} hex digits${is === undefined ? '' : `, as ${is} has`}; ${wanted} are expected`,
      hint: is === undefined ? 'Something cut or padded the header.' : 'The sender uses another algorithm.',
    };
  }
  return undefined;
}

const REPLACEMENT = Buffer.from([0xef, 0xbf, 0xbd]);

function bodyLooks({ request: { headers, body } }: Case): Diagnosis | undefined {
  const length = Number(headerValue(headers, 'content-length') ?? body.length);
  if (length > body.length) {
    return {
      id: 'body-cut',
      sentence: `the body has ${body.length} bytes, its Content-Length says ${length}`,
      hint: 'It was cut or read by something before it was verified.',
    };
  }
  if (body.includes(REPLACEMENT)) {
    return {
      id: 'body-lossy-utf8',
      sentence: 'the body holds replacement characters: it was decoded with losses on the way',
      hint: 'Pass the body on as bytes, never as text; what is lost cannot be restored.',
    };
  }
  const coding = headerValue(headers, 'content-encoding');
  if (coding === undefined || coding === 'identity') return undefined;
  return {
    id: 'body-content-encoding',
    sentence: `the body came with Content-Encoding ${coding.slice(0, 40)}`,
    hint: 'The sender may have signed it before or after compressing it: verify the same bytes.',
  };
}
