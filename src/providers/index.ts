import type { Provider } from '../core/provider.ts';
import { adyen } from './adyen.ts';
import { adyenPlatform } from './adyen-platform.ts';
import { asana } from './asana.ts';
import { awsSns } from './aws-sns.ts';
import { bigcommerce } from './bigcommerce.ts';
import { bitbucket } from './bitbucket.ts';
import { calendly } from './calendly.ts';
import { clerk } from './clerk.ts';
import { coinbaseCommerce } from './coinbase-commerce.ts';
import { contentful } from './contentful.ts';
import { discord } from './discord.ts';
import { dropbox } from './dropbox.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { gitlabSigning } from './gitlab-signing.ts';
import { hubspotV1 } from './hubspot-v1.ts';
import { hubspotV2 } from './hubspot-v2.ts';
import { hubspotV3 } from './hubspot-v3.ts';
import { intercom } from './intercom.ts';
import { lemonsqueezy } from './lemonsqueezy.ts';
import { line } from './line.ts';
import { linear } from './linear.ts';
import { mailgun } from './mailgun.ts';
import { meta } from './meta.ts';
import { microsoftGraph } from './microsoft-graph.ts';
import { okta } from './okta.ts';
import { openai } from './openai.ts';
import { paddle } from './paddle.ts';
import { pagerduty } from './pagerduty.ts';
import { paypal } from './paypal.ts';
import { plaid } from './plaid.ts';
import { razorpay } from './razorpay.ts';
import { resend } from './resend.ts';
import { sendgrid } from './sendgrid.ts';
import { sentry } from './sentry.ts';
import { shopify } from './shopify.ts';
import { slack } from './slack.ts';
import { square } from './square.ts';
import { standardWebhooksV1a } from './standard-webhooks-v1a.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { store } from './store.ts';
import { stripe } from './stripe.ts';
import { svix } from './svix.ts';
import { twilio } from './twilio.ts';
import { twitch } from './twitch.ts';
import { typeform } from './typeform.ts';
import { vercel } from './vercel.ts';
import { woocommerce } from './woocommerce.ts';
import { workos } from './workos.ts';
import { xTwitter } from './x-twitter.ts';
import { zendesk } from './zendesk.ts';
import { zoom } from './zoom.ts';

/** Every provider we can verify and forge. A new one is one file and one line here. */
export const providers: readonly Provider[] = [
  store,
  adyen,
  adyenPlatform,
  asana,
  awsSns,
  bigcommerce,
  bitbucket,
  calendly,
  clerk,
  coinbaseCommerce,
  contentful,
  discord,
  dropbox,
  github,
  gitlab,
  gitlabSigning,
  hubspotV1,
  hubspotV2,
  hubspotV3,
  intercom,
  lemonsqueezy,
  line,
  linear,
  mailgun,
  meta,
  microsoftGraph,
  okta,
  openai,
  paddle,
  pagerduty,
  paypal,
  plaid,
  razorpay,
  resend,
  sendgrid,
  sentry,
  shopify,
  slack,
  square,
  standardWebhooks,
  standardWebhooksV1a,
  stripe,
  svix,
  twilio,
  twitch,
  typeform,
  vercel,
  woocommerce,
  workos,
  xTwitter,
  zendesk,
  zoom,
];

/** The provider of that name, or undefined. */
export function findProvider(name: string): Provider | undefined {
  return providers.find((provider) => provider.name === name);
}
