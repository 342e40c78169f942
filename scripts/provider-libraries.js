// The vendors' own verifiers behind one signature: request in, whether it is accepted out. The file
// is copied into the folder the libraries were installed into and loaded from there.

/** @typedef {{ body: Buffer, headers: Record<string, string>, secret: string, url: string, method: string }} Request */

const load = async (name) => {
  const module = await import(name);
  return { ...module.default, ...module };
};
const text = ({ body }) => body.toString('utf8');
const pathOf = (url) => url.replace(/^https:\/\/[^/]+/, '');

const standard = (name, make) => ({
  package: name,
  accepts: async (request) => {
    const { Webhook } = await load(name);
    make(Webhook, request.secret).verify(text(request), request.headers);
    return true;
  },
});

const hubspot = (signatureVersion, header) => ({
  package: '@hubspot/api-client',
  accepts: async (request) => {
    const { Signature } = await load('@hubspot/api-client');
    return Signature.isValid({
      signatureVersion,
      signature: request.headers[header],
      method: request.method,
      clientSecret: request.secret,
      requestBody: text(request),
      url: request.url,
      timestamp: Number(request.headers['x-hubspot-request-timestamp']),
    });
  },
});

/** One entry a provider: the package, what to sign where our JSON body will not do, and the verifier. */
export const LIBRARIES = {
  'standard-webhooks': standard('standardwebhooks', (Webhook, secret) => new Webhook(secret)),
  svix: standard('svix', (Webhook, secret) => new Webhook(secret)),
  stripe: {
    package: 'stripe',
    accepts: async (request) => {
      const { Stripe } = await load('stripe');
      new Stripe('sk_test_none').webhooks.constructEvent(
        request.body,
        request.headers['stripe-signature'],
        request.secret,
      );
      return true;
    },
  },
  github: {
    package: '@octokit/webhooks-methods',
    accepts: async (request) => {
      const { verify } = await load('@octokit/webhooks-methods');
      return verify(request.secret, text(request), request.headers['x-hub-signature-256']);
    },
  },
  slack: {
    package: '@slack/bolt',
    accepts: async ({ headers, body, secret }) => {
      const { verifySlackRequest } = await load('@slack/bolt');
      const named = {
        'x-slack-signature': headers['x-slack-signature'],
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
      };
      verifySlackRequest({ signingSecret: secret, body: body.toString('utf8'), headers: named });
      return true;
    },
  },
  paddle: {
    package: '@paddle/paddle-node-sdk',
    accepts: async (request) => {
      const { Paddle } = await load('@paddle/paddle-node-sdk');
      const { webhooks } = new Paddle('none');
      return webhooks.isSignatureValid(text(request), request.secret, request.headers['paddle-signature']);
    },
  },
  linear: {
    package: '@linear/sdk',
    accepts: async (request) => {
      const { LinearWebhookClient } = await load('@linear/sdk/webhooks');
      const { webhookTimestamp } = JSON.parse(text(request));
      const signature = request.headers['linear-signature'];
      return new LinearWebhookClient(request.secret).verify(request.body, signature, webhookTimestamp);
    },
  },
  workos: {
    package: '@workos-inc/node',
    accepts: async (request) => {
      const { WorkOS } = await load('@workos-inc/node');
      const payload = JSON.parse(text(request));
      const sigHeader = request.headers['workos-signature'];
      await new WorkOS('sk_none').webhooks.verifyHeader({ payload, sigHeader, secret: request.secret });
      return true;
    },
  },
  openai: {
    package: 'openai',
    accepts: async (request) => {
      const { OpenAI } = await load('openai');
      const { webhooks } = new OpenAI({ apiKey: 'none' });
      await webhooks.verifySignature(text(request), request.headers, request.secret);
      return true;
    },
  },
  line: {
    package: '@line/bot-sdk',
    accepts: async (request) => {
      const { validateSignature } = await load('@line/bot-sdk');
      return validateSignature(request.body, request.secret, request.headers['x-line-signature']);
    },
  },
  razorpay: {
    package: 'razorpay',
    accepts: async (request) => {
      const { validateWebhookSignature } = await load('razorpay/dist/utils/razorpay-utils.js');
      return validateWebhookSignature(text(request), request.headers['x-razorpay-signature'], request.secret);
    },
  },
  'coinbase-commerce': {
    package: 'coinbase-commerce-node',
    accepts: async (request) => {
      const { Webhook } = await load('coinbase-commerce-node');
      Webhook.verifySigHeader(text(request), request.headers['x-cc-webhook-signature'], request.secret);
      return true;
    },
  },
  square: {
    package: 'square',
    accepts: async (request) => {
      const { WebhooksHelper } = await load('square');
      return WebhooksHelper.verifySignature({
        requestBody: text(request),
        signatureHeader: request.headers['x-square-hmacsha256-signature'],
        signatureKey: request.secret,
        notificationUrl: request.url,
      });
    },
  },
  'hubspot-v1': hubspot('v1', 'x-hubspot-signature'),
  'hubspot-v2': hubspot('v2', 'x-hubspot-signature'),
  'hubspot-v3': hubspot('v3', 'x-hubspot-signature-v3'),
  twilio: {
    package: 'twilio',
    body: 'To=%2B15005550006&From=%2B15005550001&Body=Zo%C3%AB+%24%26',
    accepts: async (request) => {
      const { validateRequest } = await load('twilio');
      const form = Object.fromEntries(new URLSearchParams(text(request)));
      return validateRequest(request.secret, request.headers['x-twilio-signature'], request.url, form);
    },
  },
  discord: {
    package: 'discord-interactions',
    accepts: async (request) => {
      const { verifyKey } = await load('discord-interactions');
      const { 'x-signature-ed25519': signature, 'x-signature-timestamp': time } = request.headers;
      return verifyKey(request.body, signature, time, request.secret);
    },
  },
  sendgrid: {
    package: '@sendgrid/eventwebhook',
    accepts: async (request) => {
      const { EventWebhook } = await load('@sendgrid/eventwebhook');
      const verifier = new EventWebhook();
      const key = verifier.convertPublicKeyToECDSA(request.secret);
      const name = 'x-twilio-email-event-webhook';
      const { [`${name}-signature`]: signature, [`${name}-timestamp`]: time } = request.headers;
      return verifier.verifySignature(key, request.body, signature, time);
    },
  },
  contentful: {
    package: '@contentful/node-apps-toolkit',
    accepts: async (request) => {
      const { verifyRequest } = await load('@contentful/node-apps-toolkit');
      const { method, headers, url } = request;
      return verifyRequest(request.secret, { method, path: pathOf(url), headers, body: text(request) });
    },
  },
  adyen: {
    package: '@adyen/api-library',
    signatureIn: ['notificationItems', 0, 'NotificationRequestItem', 'additionalData', 'hmacSignature'],
    accepts: async (request) => {
      const { hmacValidator: Validator } = await load('@adyen/api-library');
      const items = JSON.parse(text(request)).notificationItems.map((item) => item.NotificationRequestItem);
      return items.every((item) => new Validator().validateHMAC(item, request.secret));
    },
  },
  'adyen-platform': {
    package: '@adyen/api-library',
    accepts: async (request) => {
      const { hmacValidator: Validator } = await load('@adyen/api-library');
      const signature = request.headers['hmacsignature'];
      return new Validator().validateHMACSignature(request.secret, signature, text(request));
    },
  },
  'twilio, JSON': {
    package: 'twilio',
    provider: 'twilio',
    body: '{"a":"Zo\u00eb $&"}',
    accepts: async (request) => {
      const { validateRequestWithBody } = await load('twilio');
      const signature = request.headers['x-twilio-signature'];
      return validateRequestWithBody(request.secret, signature, request.url, text(request));
    },
  },
  shopify: {
    package: '@shopify/shopify-api',
    accepts: async (request) => {
      await load('@shopify/shopify-api/adapters/node');
      const { shopifyApi, ApiVersion } = await load('@shopify/shopify-api');
      const api = shopifyApi({
        apiKey: 'none',
        apiSecretKey: request.secret,
        hostName: 'hooks.example.test',
        apiVersion: Object.values(ApiVersion).at(-1),
        isEmbeddedApp: false,
        logger: { level: 0 },
      });
      const named = Object.fromEntries(
        ['topic', 'shop-domain', 'api-version', 'webhook-id'].map((name) => [`x-shopify-${name}`, 'none']),
      );
      const rawRequest = {
        method: request.method,
        url: pathOf(request.url),
        headers: { ...named, ...request.headers },
      };
      const { valid } = await api.webhooks.validate({ rawBody: text(request), rawRequest, rawResponse: {} });
      return valid;
    },
  },
  clerk: {
    package: '@clerk/backend',
    accepts: async ({ url, method, headers, body, secret }) => {
      const { verifyWebhook } = await load('@clerk/backend/webhooks');
      const request = new Request(url, { method: method ?? 'POST', headers, body });
      await verifyWebhook(request, { signingSecret: secret });
      return true;
    },
  },
  resend: {
    package: 'resend',
    accepts: async (request) => {
      const { Resend } = await load('resend');
      const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(
        (name) => request.headers[`svix-${name}`],
      );
      const headers = { id, timestamp, signature };
      new Resend('re_none').webhooks.verify({
        payload: text(request),
        headers,
        webhookSecret: request.secret,
      });
      return true;
    },
  },
  'aws-sns': {
    package: 'sns-validator',
    signatureIn: ['Signature'],
    body: JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: 'Zo\u00eb $&' }),
    accepts: async (request) => {
      const { default: Validator } = await load('sns-validator');
      const message = JSON.parse(text(request));
      // It fetches certificates, once each: this one is answered by the caller, and named by its key.
      const url = new URL(message.SigningCertURL);
      url.pathname = `/${Buffer.from(request.secret).toString('base64url').slice(60, 160)}.pem`;
      globalThis.certificates = { ...globalThis.certificates, [url.href]: request.secret };
      const told = { ...message, SigningCertURL: url.href };
      return new Promise((resolve, reject) => {
        new Validator().validate(told, (error) => (error ? reject(error) : resolve(true)));
      });
    },
  },
  // The library decodes its secret; BigCommerce's is text.
  bigcommerce: standard(
    'standardwebhooks',
    (Webhook, secret) => new Webhook(Buffer.from(secret).toString('base64')),
  ),
  zoom: {
    package: '@zoom/rivet',
    // It hashes the JSON it has parsed and written again: only compact bodies can match.
    body: '{"event":"meeting.started","payload":{"n":"Zo\u00eb $&"}}',
    accepts: async (request) => {
      const { AwsLambdaReceiver } = await load('@zoom/rivet/users');
      const receiver = new AwsLambdaReceiver({ webhooksSecretToken: request.secret });
      receiver.init({ eventEmitter: { emit: () => Promise.resolve() } });
      const { debug, error } = console;
      Object.assign(console, { debug: () => undefined, error: () => undefined });
      try {
        const answer = await receiver.start()({ body: text(request), headers: request.headers }, {});
        return answer.statusCode === 200;
      } finally {
        Object.assign(console, { debug, error });
      }
    },
  },
};
