import { safe } from './safe.ts';

/** What became of one webhook of a description. */
export type ImportedWebhook =
  | {
      readonly kind: 'made';
      readonly webhook: string;
      readonly type: string;
      readonly file: string;
      /** False where the same sample was there already. */
      readonly isNew: boolean;
      readonly origin:
        | { readonly kind: 'example' }
        | { readonly kind: 'schema'; readonly insteadOf: string | null };
    }
  /** Another sample of that type is there, and was left alone. */
  | { readonly kind: 'exists'; readonly webhook: string; readonly type: string; readonly file: string }
  | { readonly kind: 'failed'; readonly webhook: string; readonly reason: string };

/** The result for people: what is out of the ordinary, one line each, and the sum. */
export function importReport(imported: readonly ImportedWebhook[], provider: string): string {
  const made = imported.flatMap((one) => (one.kind === 'made' ? [one] : []));
  const examples = made.filter(({ origin }) => origin.kind === 'example').length;
  const same = made.filter(({ isNew }) => !isNew).length;
  const skipped = imported.length - made.length;
  const parts = [
    `${made.length} of ${imported.length} webhooks are samples of ${provider}`,
    `${examples} from an example, ${made.length - examples} made from the schema`,
    ...(same > 0 ? [`${same} were there already`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const last = made[0] === undefined ? '' : `Send one: webhook-cli trigger ${provider}:${made[0].type}\n`;
  return `${[...imported.flatMap(remark), parts.join('; ')].join('\n')}\n${last}`;
}

function remark(one: ImportedWebhook): string[] {
  const name = safe(one.webhook);
  if (one.kind === 'failed') return [`skipped ${name}: ${safe(one.reason)}`];
  if (one.kind === 'exists')
    return [`skipped ${name}: there is already ${one.file}; --overwrite replaces it`];
  const renamed = one.type === one.webhook ? [] : [`${name} is called ${one.type}: a sample is a file`];
  const { origin } = one;
  const insteadOf = origin.kind === 'schema' ? origin.insteadOf : null;
  return insteadOf === null
    ? renamed
    : [...renamed, `${name}: made from its schema, which its example does not fit: ${safe(insteadOf)}`];
}

/** The result as one document. */
export function importSummary(imported: readonly ImportedWebhook[]): Record<string, unknown> {
  const samples = imported.flatMap((one) => {
    if (one.kind !== 'made') return [];
    const { webhook, type, file, isNew, origin } = one;
    const insteadOf = origin.kind === 'schema' ? origin.insteadOf : null;
    return [{ webhook, type, file, state: isNew ? 'written' : 'unchanged', from: origin.kind, insteadOf }];
  });
  const skipped = imported.flatMap((one) => {
    if (one.kind === 'made') return [];
    const reason = one.kind === 'failed' ? one.reason : `there is already ${one.file}`;
    return [{ webhook: one.webhook, reason }];
  });
  return { webhooks: imported.length, imported: samples.length, samples, skipped };
}
