// Signatures that others published. Each is computed once more here, so that a slip shows at once.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { vector } from './make.js';
import { hmac256, HEADERS } from './sign.js';

const OK = { status: 'valid', secret: 0 };

function published({ family, header, value, ...spec }) {
  const at = spec.at ?? 0;
  const made = vector({ ...spec, judgedAt: at }, OK);
  const stated = made.headers.find(([name]) => name.toLowerCase() === header.toLowerCase());
  assert.equal(stated[1], value, `${spec.provider}: ${spec.name}`);
  return { family, vector: made };
}

/** Vectors of RFC 4231 and of the vendors' own pages. */
export function knownAnswers() {
  const found = [
    published({
      family: 'hmac-prefix',
      provider: 'github',
      name: 'example of the documentation',
      source: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
      secret: "It's a Secret to Everybody",
      body: Buffer.from('Hello, World!'),
      header: 'X-Hub-Signature-256',
      value: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    }),
    published({
      family: 'hmac-prefix',
      provider: 'slack',
      name: 'example of the documentation',
      source: 'https://api.slack.com/authentication/verifying-requests-from-slack',
      secret: '8f742231b10e8888abcd99yyyzzz85a5',
      at: 1531420618000,
      body: Buffer.from(
        'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
      ),
      header: 'X-Slack-Signature',
      value: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    }),
    published({
      family: 'standard-webhooks',
      provider: 'standard-webhooks',
      name: 'example of the libraries',
      source: 'https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries',
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1614265330000,
      body: Buffer.from('{"test": 2432232314}'),
      header: 'webhook-signature',
      value: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }),
    published({
      family: 'url',
      provider: 'twilio',
      name: 'example of the documentation',
      source: 'https://www.twilio.com/docs/usage/security#validating-requests',
      secret: '12345',
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      body: Buffer.from(
        'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
      ),
      signedText: 'CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212',
      header: 'X-Twilio-Signature',
      value: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    }),
  ];
  return [...found, ...rfc4231()];
}

/** RFC 4231, cases 2, 6 and 7: the keys that are text, or long. */
function rfc4231() {
  const long = Buffer.alloc(131, 0xaa).toString('hex');
  const cases = [
    [
      2,
      '4a656665',
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      6,
      long,
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      7,
      long,
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ];
  return cases.map(([number, key, data, digest]) => {
    const made = HEADERS['adyen-platform']({ secret: key, body: Buffer.from(data) });
    assert.equal(made[0][1], Buffer.from(digest, 'hex').toString('base64'));
    assert.equal(hmac256(Buffer.from(key, 'hex'), data).toString('hex'), digest);
    assert.equal(createHmac('sha256', Buffer.from(key, 'hex')).update(data).digest('hex'), digest);
    const spec = {
      provider: 'adyen-platform',
      name: `RFC 4231 case ${number}`,
      source: 'RFC 4231',
      secret: key,
    };
    return { family: 'hmac-base64', vector: vector({ ...spec, body: Buffer.from(data) }, OK) };
  });
}
