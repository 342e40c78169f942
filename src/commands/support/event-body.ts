import type { SignatureScheme } from '../../core/scheme.ts';
import { editBody } from '../../samples/edit.ts';
import { formBody } from '../../samples/form.ts';
import type { Sample } from '../../samples/catalogue.ts';
import type { Fill } from '../../samples/placeholders.ts';
import { sampleRequest } from '../../samples/sample-request.ts';
import { editInEditor } from './edit-in-editor.ts';
import { withSignedMoment } from './signed-moment.ts';
import type { Session } from './session.ts';

/** What the user wants changed before it is sent. */
export interface BodyOptions {
  readonly data?: string;
  readonly set?: string[];
  readonly unset?: string[];
  readonly add?: boolean;
  readonly edit?: boolean;
}

/** Where a forged body comes from. */
export interface BodySource {
  readonly options: BodyOptions;
  /** Undefined only where `data` gives the body. */
  readonly sample: Sample | undefined;
  readonly scheme: SignatureScheme;
  /** The bytes of `--data`, or what the page's editor holds: they take the place of the sample's. */
  readonly data: Buffer | undefined;
  readonly fill: Fill;
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * The body of a forged event, edits already made. A form is edited as the JSON its file holds, so
 * that a path leads into the JSON one of its fields may carry.
 * @throws CliError (exit 2) for a body that cannot be read or edited
 */
export async function eventBody({ io }: Session, source: BodySource): Promise<Buffer> {
  const { options, sample, data } = source;
  const original = data ?? (await filled(sample as Sample, source));
  const { set = [], unset = [] } = options;
  const edited = editBody(original, { set, unset, add: options.add === true });
  const body = options.edit === true ? await editInEditor(io, edited) : edited;
  return sample?.kind === 'form' ? formBody(body) : body;
}

async function filled(sample: Sample, { fill, scheme, now }: BodySource): Promise<Buffer> {
  const { body } = await sampleRequest(sample, fill);
  // The moment of signing is always now: a seed that moved it would make the event stale.
  return withSignedMoment(scheme, body, now);
}
