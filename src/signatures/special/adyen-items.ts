import { createHmac } from 'node:crypto';
import { parseJsonPath, valueAt } from '../../core/json-path.ts';
import type { Verdict } from '../../core/verdict.ts';
import { asObject, objectOf, textOf } from '../json-body.ts';
import { isSameText } from '../same-text.ts';
import { secretKey } from '../secret-key.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused, secretFormText, valid } from '../verdicts.ts';

/**
 * Adyen's classic notifications: every item of the batch carries its own signature over eight of
 * its fields, and all of them must be right.
 * https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
export const adyenItems: SpecialSigner = { sign, verify };

const FIELDS = [
  'pspReference',
  'originalReference',
  'merchantAccountCode',
  'merchantReference',
  'amount.value',
  'amount.currency',
  'eventCode',
  'success',
];

type Item = Record<string, unknown>;

function verify(input: VerifyInput): Verdict {
  const items = itemsOf(objectOf(input.body));
  if (items === undefined) return invalid('malformed-body', 'the body holds no notification items');
  const signatures = items.map((item) => asObject(item['additionalData'])?.['hmacSignature']);
  if (signatures.every((signature) => signature === undefined)) {
    return missing('no notification item has an additionalData.hmacSignature');
  }
  const keys = input.secrets.map((secret) => secretKey('hex', secret));
  if (keys.every((key) => key === undefined)) return invalid('bad-secret', wrongForm());
  const isRight = (key: Buffer, index: number): boolean =>
    isSameText(textOf(signatures[index]), signatureOf(items[index] as Item, key));
  const secret = keys.findIndex(
    (key) => key !== undefined && !items.map((_, index) => isRight(key, index)).includes(false),
  );
  if (secret >= 0) return valid(secret);
  const wrong = items.findIndex((_, index) => !keys.some((key) => key !== undefined && isRight(key, index)));
  return mismatch(`a field of notification item ${wrong + 1} of ${items.length} was changed`);
}

function sign({ body, secret }: SignInput): SignResult {
  const key = secretKey('hex', secret);
  if (key === undefined) return refused('bad-secret', wrongForm());
  const root = objectOf(body);
  const items = itemsOf(root);
  if (items === undefined) return refused('malformed-body', 'the body holds no notificationItems to sign');
  for (const item of items) {
    item['additionalData'] = { ...asObject(item['additionalData']), hmacSignature: signatureOf(item, key) };
  }
  return { kind: 'signed', headers: [], body: Buffer.from(JSON.stringify(root)) };
}

function wrongForm(): string {
  return `the secret is not in the form its provider uses: ${secretFormText('hex')}`;
}

/** The items, or undefined where one of them is none: it would go unsigned. */
function itemsOf(root: Record<string, unknown> | undefined): Item[] | undefined {
  const list = root?.['notificationItems'];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const items = list.map((entry) => asObject(asObject(entry)?.['NotificationRequestItem']));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function signatureOf(item: Item, key: Buffer): string {
  const content = FIELDS.map((field) => textOf(valueAt(item, parseJsonPath(field) ?? []))).join(':');
  return createHmac('sha256', key).update(content).digest('base64');
}
