import { expect, test } from 'vitest';
import { resendAdvice } from '../../src/commands/support/resend-advice.ts';
import { github } from '../../src/providers/github.ts';
import { linear } from '../../src/providers/linear.ts';
import { stripe } from '../../src/providers/stripe.ts';
import { providerPage } from '../../src/render/provider-page.ts';
import { styleFor } from '../../src/render/style.ts';

test('what becomes of events meanwhile: sent again, not published, never', () => {
  expect(resendAdvice([linear])).toBe(
    'Linear tries again 1 min, 1 h and 6 h after a failure: what it sent meanwhile comes by itself.',
  );
  expect(resendAdvice([stripe])).toContain('Stripe does not publish when it tries again');
  expect(resendAdvice([github])).toContain('GitHub does not try again by itself');
});

test.each([
  [linear, 'after 1 min, 1 h, 6 h'],
  [stripe, 'no times published'],
  [github, 'none'],
])('the page of a provider says it, too', (provider, text) => {
  const page = providerPage(provider, styleFor({ isTty: false, env: {}, color: false }));
  expect(page).toMatch(new RegExp(`retries +${text}\\n`));
});
