import type { Finding } from './types.ts';

/** Another text that may have been meant. */
export interface SecretTextVariant extends Finding {
  text(secret: string): string;
}

/** Another way to read the text as a key. */
export interface SecretKeyVariant extends Finding {
  /** Undefined where the text cannot be read so. */
  key(secret: string): Buffer | undefined;
}

const STORE_AGAIN = 'Set the secret again without it: in .env, NAME=secret on one line.';
const READ_OTHERWISE = 'The sender reads the secret in another way than the configured provider does.';

/** Slips of copying, and of files and shells that hold secrets. */
export const SECRET_TEXTS: readonly SecretTextVariant[] = [
  {
    id: 'secret-trailing-newline',
    phrase: 'removing a trailing newline from the secret',
    hint: STORE_AGAIN,
    text: (secret) => secret.replace(/[\r\n]+$/, ''),
  },
  {
    id: 'secret-blanks',
    phrase: 'removing the blanks around the secret',
    hint: STORE_AGAIN,
    text: (secret) => secret.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''),
  },
  {
    id: 'secret-escaped-newline',
    phrase: String.raw`removing the characters \n at the end of the secret`,
    hint: STORE_AGAIN,
    text: (secret) => secret.replace(/(?:\\[rn])+$/, ''),
  },
  {
    id: 'secret-quotes',
    phrase: 'removing the quotes around the secret',
    hint: STORE_AGAIN,
    text: (secret) => secret.trim().replace(/^(["'`])(.*)\1$/s, '$2'),
  },
  {
    id: 'secret-invisible-characters',
    phrase: 'removing invisible characters from the secret',
    hint: 'Copy the secret again, or type it: it holds characters nobody sees.',
    text: (secret) => secret.replaceAll(/[\p{Cf}\p{Cc}\u00a0]/gu, ''),
  },
  {
    id: 'secret-newline-added',
    phrase: 'adding a newline to the secret',
    hint: "The sender's copy of the secret ends in a newline: `echo` writes one, `printf %s` does not.",
    text: (secret) => `${secret}\n`,
  },
  {
    id: 'secret-lower-case',
    phrase: 'writing the secret in lower case',
    hint: 'Copy the secret again: upper and lower case matter.',
    text: (secret) => secret.toLowerCase(),
  },
  {
    id: 'secret-upper-case',
    phrase: 'writing the secret in upper case',
    hint: 'Copy the secret again: upper and lower case matter.',
    text: (secret) => secret.toUpperCase(),
  },
];

/** The ways providers turn a secret into a key. */
export const SECRET_KEYS: readonly SecretKeyVariant[] = [
  {
    id: 'secret-as-text',
    phrase: 'using the secret as text',
    hint: READ_OTHERWISE,
    key: (secret) => Buffer.from(secret, 'utf8'),
  },
  {
    id: 'secret-base64-after-prefix',
    phrase: 'base64-decoding the secret after its whsec_ prefix',
    hint: READ_OTHERWISE,
    key: (secret) => (secret.startsWith('whsec_') ? base64(bare(secret)) : undefined),
  },
  {
    id: 'secret-without-prefix',
    phrase: 'using the secret as text without its prefix',
    hint: READ_OTHERWISE,
    key: (secret) => Buffer.from(secret.replace(/^[a-z]{2,10}_/, ''), 'utf8'),
  },
  {
    id: 'secret-with-prefix',
    phrase: 'putting whsec_ in front of the secret',
    hint: 'Copy the secret with its whsec_ prefix.',
    key: (secret) => Buffer.from(`whsec_${secret}`, 'utf8'),
  },
  { id: 'secret-base64', phrase: 'base64-decoding the secret', hint: READ_OTHERWISE, key: base64 },
  { id: 'secret-hex', phrase: 'hex-decoding the secret', hint: READ_OTHERWISE, key: hex },
  {
    id: 'secret-base64-twice',
    phrase: 'base64-decoding the secret twice',
    hint: 'The secret was base64-encoded once too often, as in a Kubernetes manifest.',
    key: (secret) => base64(base64(bare(secret))?.toString('latin1') ?? ''),
  },
  {
    id: 'secret-base64-text',
    phrase: 'base64-decoding the secret to a text first',
    hint: 'The secret was base64-encoded once too often, as in a Kubernetes manifest.',
    key: (secret) =>
      base64(
        base64(secret)
          ?.toString('latin1')
          .trim()
          .replace(/^whsec_/, '') ?? '',
      ),
  },
  {
    id: 'secret-base64-encoded',
    phrase: 'base64-encoding the secret',
    hint: READ_OTHERWISE,
    key: (secret) => Buffer.from(Buffer.from(secret, 'utf8').toString('base64'), 'utf8'),
  },
];

/** What stands where nobody has put a secret yet. */
export const PLACEHOLDER =
  /^(whsec_)?(\.{3}|…|x{3,}|\*{3,})$|^<.*>$|^\$\{?\w+\}?$|^%\w+%$|^(your|my|the)?[-_ ]?(webhook|signing)?[-_ ]?secret([-_ ]?(key|here))?$|^change[-_ ]?me$|^todo$/i;

/** Credentials that are no signing secrets, by how they begin. */
export const API_KEYS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^[sr]k_(live|test)_/, 'a Stripe API key'],
  [/^pk_(live|test)_/, 'a Stripe publishable key'],
  [/^xox[abeprs]-/, 'a Slack token'],
  [/^(gh[opsu]_|github_pat_)/, 'a GitHub token'],
  [/^shp(at|ca|pa|ss)_/, 'a Shopify token'],
  [/^AC[0-9a-f]{32}$/, 'a Twilio account SID'],
  [/^SG\./, 'a SendGrid API key'],
  [/^re_\w{8}/, 'a Resend API key'],
  [/^sk-(proj-)?\w{16}/, 'an OpenAI API key'],
  [/^ey[\w-]+\.ey[\w-]+\.[\w-]*$/, 'a JWT'],
];

function bare(secret: string): string {
  return secret.replace(/^whsec_/, '');
}

function base64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function hex(text: string): Buffer | undefined {
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}
