import { CliError, usageError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { Io } from '../../core/io.ts';
import { editBody } from '../../samples/edit.ts';
import { formBody, formJson, isFormType } from '../../samples/form.ts';
import { editInEditor } from './edit-in-editor.ts';
import type { BodyOptions } from './event-body.ts';

/** What the user wants changed in a stored body. */
export type EditOptions = Omit<BodyOptions, 'data'>;

/** Whether anything is to be changed. */
export function isEditing({ set, unset, edit }: EditOptions): boolean {
  return edit === true || (set ?? []).length > 0 || (unset ?? []).length > 0;
}

/**
 * A stored body as the user changed it; the stored one is not touched. A form is edited as JSON, as
 * `trigger` does.
 * @returns undefined where it is the same after all
 * @throws CliError (exit 2) that names the event
 */
export async function editedBody(
  io: Io,
  { event, body, options }: { event: StoredEvent; body: Buffer; options: EditOptions },
): Promise<Buffer | undefined> {
  const isForm = isFormType(event.contentType);
  const before = isForm ? formJson(body) : body;
  try {
    const { set = [], unset = [] } = options;
    const changed = editBody(before, { set, unset, add: options.add === true });
    const after = options.edit === true ? await editInEditor(io, changed) : changed;
    if (after.equals(before)) return undefined;
    return isForm ? formBody(after) : after;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw usageError(`event ${event.id}: ${error.message}`, error.hint);
  }
}
