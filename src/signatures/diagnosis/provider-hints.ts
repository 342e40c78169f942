/** What the documentation or library of a provider says about signatures that do not match. */
export interface ProviderHint {
  readonly provider: string;
  readonly when: 'missing' | 'mismatch';
  readonly text: string;
}

/** Hints are no proof: they are given only where nothing matched. */
const HINTS: readonly ProviderHint[] = [
  hint('stripe', 'stripe listen prints a secret of its own: it differs from the one in the dashboard.'),
  hint(
    'shopify',
    'Test notifications from the settings of a shop do not verify, and a rotated secret takes up to an hour.',
  ),
  hint(
    'twilio',
    'Only the primary auth token signs: promote the secondary one first. A framework that trims parameters breaks it, too.',
  ),
  hint('square', 'Several subscriptions to one URL sign with a key each: take the key of this subscription.'),
  hint('discord', 'Discord sends wrong signatures on purpose and expects 401: this may be one of them.'),
  {
    provider: 'github',
    when: 'missing',
    text: 'GitHub sends no signature for a webhook without a secret: enter one in its settings.',
  },
  hint(
    'meta',
    String.raw`Meta signs non-ASCII characters as \u escapes: the body must not be unescaped on the way.`,
  ),
  hint('sendgrid', 'The CR LF at the end of the body is signed: nothing may trim it on the way.'),
  hint('adyen', 'The HMAC key is hex and belongs to one webhook; one wrong item refuses the whole batch.'),
  hint('zoom', 'Zoom validates the URL again every 72 hours: such a request is answered, not verified.'),
  hint('zendesk', 'Tests of a webhook that is not saved yet are signed with a public test secret.'),
  hint('razorpay', 'Retries of older events stay signed with the secret before the rotation.'),
];

/** The hint for a provider, or undefined. */
export function providerHint(provider: string, when: ProviderHint['when']): string | undefined {
  return HINTS.find((one) => one.provider === provider && one.when === when)?.text;
}

function hint(provider: string, text: string): ProviderHint {
  return { provider, when: 'mismatch', text };
}
