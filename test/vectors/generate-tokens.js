// Vectors of the schemes that only repeat a text, and of those that sign fields of the body.
import { MALFORMED, MISMATCH, OK } from './cases.js';
import { BODY, edited, inBody, invalid, MISSING, withBody, without, withSecrets } from './edits.js';
import { AT, HEX_KEY, SECRET, vector } from './make.js';

/** GitLab, Okta, Microsoft Graph; and those that sign fields of the body: Mailgun and Adyen. */
export function tokenVectors() {
  return [
    ...tokens('gitlab', 'X-Gitlab-Token'),
    ...tokens('okta', 'Authorization'),
    ...graph(),
    ...mailgun(),
    ...adyen(),
  ];
}

function tokens(provider, header) {
  const base = { provider, secret: 'a token', body: BODY };
  return [
    vector({ ...base, name: 'right' }, OK),
    vector({ ...base, name: 'whsec_ is text', secret: SECRET }, OK),
    vector({ ...base, name: 'any body' }, OK, withBody('other')),
    vector({ ...base, name: 'not ASCII', secret: 'Zoë' }, OK),
    vector({ ...base, name: 'second of two' }, { status: 'valid', secret: 1 }, withSecrets('b', 'a token')),
    vector({ ...base, name: 'other' }, MISMATCH, withSecrets('another token')),
    vector({ ...base, name: 'other case' }, MISMATCH, withSecrets('A TOKEN')),
    vector(
      { ...base, name: 'beginning only' },
      MISMATCH,
      edited(header, (value) => value.slice(0, 3)),
    ),
    vector({ ...base, name: 'secret with a newline' }, MISMATCH, withSecrets('a token\n')),
    vector({ ...base, name: 'twice' }, invalid('repeated-header'), (made) => ({
      ...made,
      headers: [...made.headers, ...made.headers],
    })),
    vector({ ...base, name: 'none' }, MISSING, without(header)),
    vector(
      { ...base, name: 'empty' },
      MALFORMED,
      edited(header, () => ''),
    ),
    vector({ ...base, name: 'empty secret' }, invalid('bad-secret'), withSecrets('')),
  ];
}

function graph() {
  const base = { provider: 'microsoft-graph', secret: 'state' };
  return [
    vector({ ...base, name: 'all of them' }, OK),
    vector({ ...base, name: 'second secret' }, { status: 'valid', secret: 1 }, withSecrets('x', 'state')),
    vector(
      { ...base, name: 'one differs' },
      MISMATCH,
      inBody((value) => (value.value[1].clientState = 'x')),
    ),
    vector(
      { ...base, name: 'one lacks it' },
      MISMATCH,
      inBody((value) => delete value.value[1].clientState),
    ),
    vector(
      { ...base, name: 'none has it' },
      MISSING,
      inBody((value) => value.value.forEach((entry) => delete entry.clientState)),
    ),
    vector({ ...base, name: 'empty list' }, invalid('malformed-body'), withBody('{"value":[]}')),
    vector({ ...base, name: 'no list' }, invalid('malformed-body'), withBody('{}')),
    vector({ ...base, name: 'empty secret' }, invalid('bad-secret'), withSecrets('')),
  ];
}

function mailgun() {
  const base = { provider: 'mailgun', secret: SECRET };
  return [
    vector({ ...base, name: 'right' }, OK),
    vector(
      { ...base, name: 'the event is not signed' },
      OK,
      inBody((value) => (value['event-data'].event = 'x')),
    ),
    vector({ ...base, name: 'any age', at: AT - 10_000_000 }, OK),
    vector(
      { ...base, name: 'token changed' },
      MISMATCH,
      inBody((value) => (value.signature.token = 'x')),
    ),
    vector(
      { ...base, name: 'upper-case hex' },
      MISMATCH,
      inBody((value) => (value.signature.signature = value.signature.signature.toUpperCase())),
    ),
    vector({ ...base, name: 'other secret' }, MISMATCH, withSecrets('x')),
    vector(
      { ...base, name: 'time as a number' },
      OK,
      inBody((value) => (value.signature.timestamp = Number(value.signature.timestamp))),
    ),
    vector({ ...base, name: 'time malformed', ts: '1e9' }, invalid('malformed-timestamp')),
    vector(
      { ...base, name: 'time gone' },
      invalid('no-timestamp'),
      inBody((value) => delete value.signature.timestamp),
    ),
    vector(
      { ...base, name: 'no signature' },
      MISSING,
      inBody((value) => delete value.signature),
    ),
    vector({ ...base, name: 'no JSON' }, invalid('malformed-body'), withBody('a=1')),
  ];
}

function adyen() {
  const base = { provider: 'adyen', secret: HEX_KEY };
  const item = (value, index) => value.notificationItems[index].NotificationRequestItem;
  return [
    vector({ ...base, name: 'two items' }, OK),
    vector({ ...base, name: 'not ASCII', note: 'Zoë $& :\\' }, OK),
    vector({ ...base, name: 'key in upper-case hex' }, OK, withSecrets(HEX_KEY.toUpperCase())),
    vector(
      { ...base, name: 'first item changed' },
      MISMATCH,
      inBody((value) => (item(value, 0).amount.value = 1)),
    ),
    vector(
      { ...base, name: 'second item changed' },
      MISMATCH,
      inBody((value) => (item(value, 1).success = 'false')),
    ),
    vector(
      { ...base, name: 'second item unsigned' },
      MISMATCH,
      inBody((value) => delete item(value, 1).additionalData),
    ),
    vector(
      { ...base, name: 'no item signed' },
      MISSING,
      inBody((value) => [0, 1].forEach((index) => delete item(value, index).additionalData)),
    ),
    vector(
      { ...base, name: 'an item is none' },
      invalid('malformed-body'),
      inBody((value) => value.notificationItems.push(1)),
    ),
    vector({ ...base, name: 'no items' }, invalid('malformed-body'), withBody('{}')),
    vector({ ...base, name: 'key as text' }, invalid('bad-secret'), withSecrets('key')),
  ];
}
