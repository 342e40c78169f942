// What each provider sends, written down once more from its documentation with node:crypto alone:
// nothing here knows src/, so that both can only agree if both are right.
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';

const hmac = (algorithm, key, ...parts) => {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};
export const hmac256 = (key, ...parts) => hmac('sha256', key, ...parts);
const hmac1 = (key, ...parts) => hmac('sha1', key, ...parts);
export const sha256 = (...parts) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest('hex');
const hexOf = (bytes) => bytes.toString('hex');
const base64Of = (bytes) => bytes.toString('base64');
const seconds = (at) => String(Math.floor(at / 1000));
const iso = (at) => new Date(at).toISOString();

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = (pair, format) => pair.publicKey.export({ type: 'spki', format });

/** The public halves: only they are written down. */
export const PUBLIC = {
  ed25519: Buffer.from(ed25519.publicKey.export({ format: 'jwk' }).x, 'base64url').toString('hex'),
  whpk: `whpk_${ed25519.publicKey.export({ format: 'jwk' }).x.replaceAll('-', '+').replaceAll('_', '/')}=`,
  p256: spki(p256, 'der').toString('base64'),
  p256Jwk: JSON.stringify(p256.publicKey.export({ format: 'jwk' })),
  rsa: spki(rsa, 'pem').toString(),
};

const raw256hex = (header) => (s) => [[header, hexOf(hmac256(s.secret, s.body))]];
const raw256base64 = (header) => (s) => [[header, base64Of(hmac256(s.secret, s.body))]];
const prefixed = (header, prefix) => (s) => [[header, `${prefix}${hexOf(hmac256(s.secret, s.body))}`]];
const v0 = (name) => (s) => [
  [`${name}-Request-Timestamp`, s.ts ?? seconds(s.at)],
  [`${name}-Signature`, `v0=${hexOf(hmac256(s.secret, `v0:${s.ts ?? seconds(s.at)}:`, s.body))}`],
];
const standard = (name, keyOf) => (s) => {
  const ts = s.ts ?? seconds(s.at);
  const signature = base64Of(hmac256(keyOf(s.secret), `${s.id}.${ts}.`, s.body));
  return [
    [`${name}-id`, s.id],
    [`${name}-timestamp`, ts],
    [`${name}-signature`, `v1,${signature}`],
  ];
};
const decoded = (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
const list =
  (header, { key, time, between, joined, unit = seconds }) =>
  (s) => {
    const ts = s.ts ?? unit(s.at);
    return [[header, `${time}=${ts}${joined}${key}=${hexOf(hmac256(s.secret, `${ts}${between}`, s.body))}`]];
  };

/** Headers of one request by provider; those in BODY_SIGNERS give a body instead. */
export const HEADERS = {
  store: raw256hex('X-Webhook-Signature'),
  dropbox: raw256hex('X-Dropbox-Signature'),
  asana: raw256hex('X-Hook-Signature'),
  sentry: raw256hex('Sentry-Hook-Signature'),
  lemonsqueezy: raw256hex('X-Signature'),
  'coinbase-commerce': raw256hex('X-CC-Webhook-Signature'),
  razorpay: raw256hex('X-Razorpay-Signature'),
  linear: raw256hex('Linear-Signature'),
  vercel: (s) => [['x-vercel-signature', hexOf(hmac1(s.secret, s.body))]],
  github: prefixed('X-Hub-Signature-256', 'sha256='),
  meta: prefixed('X-Hub-Signature-256', 'sha256='),
  bitbucket: prefixed('X-Hub-Signature', 'sha256='),
  intercom: (s) => [['X-Hub-Signature', `sha1=${hexOf(hmac1(s.secret, s.body))}`]],
  slack: v0('X-Slack'),
  zoom: v0('x-zm'),
  typeform: (s) => [['Typeform-Signature', `sha256=${base64Of(hmac256(s.secret, s.body))}`]],
  'x-twitter': (s) => [['x-twitter-webhooks-signature', `sha256=${base64Of(hmac256(s.secret, s.body))}`]],
  twitch: (s) => {
    const ts = s.ts ?? iso(s.at);
    return [
      ['Twitch-Eventsub-Message-Id', s.id],
      ['Twitch-Eventsub-Message-Timestamp', ts],
      ['Twitch-Eventsub-Message-Signature', `sha256=${hexOf(hmac256(s.secret, s.id, ts, s.body))}`],
    ];
  },
  stripe: list('Stripe-Signature', { key: 'v1', time: 't', between: '.', joined: ',' }),
  calendly: list('Calendly-Webhook-Signature', { key: 'v1', time: 't', between: '.', joined: ',' }),
  paddle: list('Paddle-Signature', { key: 'h1', time: 'ts', between: ':', joined: ';' }),
  workos: list('WorkOS-Signature', { key: 'v1', time: 't', between: '.', joined: ', ', unit: String }),
  pagerduty: (s) => [['X-PagerDuty-Signature', `v1=${hexOf(hmac256(s.secret, s.body))}`]],
  'standard-webhooks': standard('webhook', decoded),
  svix: standard('svix', decoded),
  clerk: standard('svix', decoded),
  resend: standard('svix', decoded),
  'gitlab-signing': standard('webhook', decoded),
  bigcommerce: standard('webhook', (secret) => secret),
  openai: standard('webhook', (secret) => (secret.startsWith('whsec_') ? decoded(secret) : secret)),
  shopify: raw256base64('X-Shopify-Hmac-Sha256'),
  woocommerce: raw256base64('X-WC-Webhook-Signature'),
  line: raw256base64('x-line-signature'),
  'adyen-platform': (s) => [['HmacSignature', base64Of(hmac256(Buffer.from(s.secret, 'hex'), s.body))]],
  zendesk: (s) => {
    const ts = s.ts ?? iso(s.at);
    return [
      ['X-Zendesk-Webhook-Signature-Timestamp', ts],
      ['X-Zendesk-Webhook-Signature', base64Of(hmac256(s.secret, ts, s.body))],
    ];
  },
  square: (s) => [['x-square-hmacsha256-signature', base64Of(hmac256(s.secret, s.url, s.body))]],
  'hubspot-v1': (s) => [['X-HubSpot-Signature', sha256(s.secret, s.body)]],
  'hubspot-v2': (s) => [['X-HubSpot-Signature', sha256(s.secret, s.method, s.url, s.body)]],
  'hubspot-v3': (s) => {
    const ts = s.ts ?? String(s.at);
    const url = s.hubspotUrl ?? s.url;
    return [
      ['X-HubSpot-Request-Timestamp', ts],
      ['X-HubSpot-Signature-v3', base64Of(hmac256(s.secret, s.method, url, s.body, ts))],
    ];
  },
  // `signedText` is what follows the URL, written out by hand in every vector.
  twilio: (s) => [
    ['X-Twilio-Signature', base64Of(hmac1(s.secret, s.signedUrl ?? s.url, s.signedText ?? ''))],
  ],
  contentful: (s) => {
    const ts = s.ts ?? String(s.at);
    const names = 'x-contentful-signed-headers,x-contentful-timestamp';
    const lines = `${s.method}\n${s.canonicalPath}\nx-contentful-signed-headers:${names};x-contentful-timestamp:${ts}\n`;
    return [
      ['X-Contentful-Signed-Headers', names],
      ['X-Contentful-Timestamp', ts],
      ['X-Contentful-Signature', hexOf(hmac256(s.secret, lines, s.body))],
    ];
  },
  discord: (s) => {
    const ts = s.ts ?? seconds(s.at);
    const signature = sign(null, Buffer.concat([Buffer.from(ts), s.body]), ed25519.privateKey);
    return [
      ['X-Signature-Timestamp', ts],
      ['X-Signature-Ed25519', hexOf(signature)],
    ];
  },
  'standard-webhooks-v1a': (s) => {
    const ts = s.ts ?? seconds(s.at);
    const content = Buffer.concat([Buffer.from(`${s.id}.${ts}.`), s.body]);
    const signature = base64Of(sign(null, content, ed25519.privateKey));
    return [
      ['webhook-id', s.id],
      ['webhook-timestamp', ts],
      ['webhook-signature', `v1a,${signature}`],
    ];
  },
  sendgrid: (s) => {
    const ts = s.ts ?? seconds(s.at);
    const signature = sign('sha256', Buffer.concat([Buffer.from(ts), s.body]), p256.privateKey);
    return [
      ['X-Twilio-Email-Event-Webhook-Timestamp', ts],
      ['X-Twilio-Email-Event-Webhook-Signature', base64Of(signature)],
    ];
  },
  paypal: (s) => {
    const ts = s.ts ?? iso(s.at);
    const signature = sign('sha256', Buffer.from(`${s.id}|${ts}|WH-ID|${crc32(s.body)}`), rsa.privateKey);
    return [
      ['PAYPAL-TRANSMISSION-ID', s.id],
      ['PAYPAL-TRANSMISSION-TIME', ts],
      ['PAYPAL-TRANSMISSION-SIG', base64Of(signature)],
      ['PAYPAL-CERT-URL', 'https://api.paypal.com/v1/notifications/certs/CERT-1'],
      ['PAYPAL-AUTH-ALGO', 'SHA256withRSA'],
    ];
  },
  plaid: (s) => {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = part({ alg: s.jwtAlgorithm ?? 'ES256', kid: 'k', typ: 'JWT' });
    const content = `${head}.${part({ iat: Math.floor(s.at / 1000), request_body_sha256: sha256(s.body) })}`;
    const key = { key: p256.privateKey, dsaEncoding: 'ieee-p1363' };
    return [
      ['Plaid-Verification', `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`],
    ];
  },
  gitlab: (s) => [['X-Gitlab-Token', Buffer.from(s.secret).toString('latin1')]],
  okta: (s) => [['Authorization', Buffer.from(s.secret).toString('latin1')]],
};

const SNS_NAMES = [
  'Message',
  'MessageId',
  'Subject',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** Bodies that carry their own signature. */
export const BODIES = {
  mailgun: (s) => {
    const timestamp = s.ts ?? seconds(s.at);
    const signature = { timestamp, token: s.id, signature: hexOf(hmac256(s.secret, timestamp, s.id)) };
    return { signature, 'event-data': { event: 'opened', note: s.note } };
  },
  'microsoft-graph': (s) => ({
    value: [
      { clientState: s.secret, id: '1' },
      { clientState: s.secret, id: '2', note: s.note },
    ],
  }),
  adyen: (s) => ({
    live: 'false',
    notificationItems: [s.note, 'second'].map((merchantReference) => {
      const item = {
        pspReference: 'P1',
        merchantAccountCode: 'M',
        merchantReference,
        eventCode: 'AUTHORISATION',
      };
      const text = `P1::M:${merchantReference}:1130:EUR:AUTHORISATION:true`;
      const hmacSignature = base64Of(hmac256(Buffer.from(s.secret, 'hex'), text));
      const amount = { value: 1130, currency: 'EUR' };
      return {
        NotificationRequestItem: { ...item, amount, success: 'true', additionalData: { hmacSignature } },
      };
    }),
  }),
  'aws-sns': (s) => {
    const message = {
      Type: 'Notification',
      MessageId: s.id,
      TopicArn: 'arn:aws:sns:us-east-1:1:t',
      Message: s.note,
      Timestamp: iso(s.at),
      SignatureVersion: s.version ?? '2',
      SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
      ...s.fields,
    };
    const text = SNS_NAMES.filter((name) => message[name] !== undefined).map(
      (name) => `${name}\n${message[name]}\n`,
    );
    const hash = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
    return { ...message, Signature: base64Of(sign(hash, Buffer.from(text.join('')), rsa.privateKey)) };
  },
};
