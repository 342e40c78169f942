import type { Verdict } from '../../core/verdict.ts';
import { asObject, objectOf, textOf } from '../json-body.ts';
import { isSameText } from '../same-text.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused, valid } from '../verdicts.ts';

/**
 * Microsoft Graph: every notification repeats the text the subscription was made with. It proves
 * no more than that the sender knows it.
 * https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks
 */
export const clientState: SpecialSigner = { sign, verify };

function verify({ body, secrets }: VerifyInput): Verdict {
  const entries = entriesOf(objectOf(body));
  if (entries === undefined) return invalid('malformed-body', 'the body holds no list of notifications');
  const states = entries.map((entry) => entry['clientState']);
  if (states.every((state) => state === undefined || state === null)) {
    return missing('no notification has a clientState');
  }
  if (secrets.every((secret) => secret === '')) return invalid('bad-secret', 'the secret is empty');
  const isRight = (secret: string): boolean =>
    secret !== '' && !states.map((state) => isSameText(textOf(state), secret)).includes(false);
  const matches = secrets.map(isRight);
  return matches.includes(true) ? valid(matches.indexOf(true)) : mismatch('not every notification has it');
}

function sign({ body, secret }: SignInput): SignResult {
  const root = objectOf(body);
  const entries = entriesOf(root);
  if (entries === undefined)
    return refused('malformed-body', 'the body holds no list of notifications to sign');
  if (secret === '') return refused('bad-secret', 'the secret is empty');
  for (const entry of entries) entry['clientState'] = secret;
  return { kind: 'signed', headers: [], body: Buffer.from(JSON.stringify(root)) };
}

function entriesOf(root: Record<string, unknown> | undefined): Record<string, unknown>[] | undefined {
  const list = root?.['value'];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const entries = list.map(asObject);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}
