import type { SpecialSchemeName } from '../../core/scheme.ts';
import type { SpecialSigner } from '../types.ts';
import { adyenItems } from './adyen-items.ts';
import { awsSns } from './aws-sns.ts';
import { clientState } from './client-state.ts';
import { contentful } from './contentful.ts';
import { mailgun } from './mailgun.ts';
import { paypal } from './paypal.ts';
import { plaid } from './plaid.ts';

/** The code of every scheme that no description covers. */
export const specialSigners: Readonly<Record<SpecialSchemeName, SpecialSigner>> = {
  'adyen-items': adyenItems,
  'aws-sns': awsSns,
  'client-state': clientState,
  contentful,
  mailgun,
  paypal,
  plaid,
};
