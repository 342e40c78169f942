import { useEffect, useState } from 'preact/hooks';
import type { DetailJson, HeaderJson, SentJson } from '../wire.ts';
import { get, getText, post, sentence } from './api.ts';
import { BodyEditor, jsonProblem } from './body-editor.tsx';
import { Dialog } from './dialog.tsx';
import { parseExactly } from './read-body.ts';
import { SentNote, type Outcome } from './sent-note.tsx';

/** What is sent instead of what was stored. */
interface Draft {
  readonly method: string;
  readonly path: string;
  readonly headers: string;
  readonly body: string;
  readonly sign: string;
  readonly to: string;
}

interface ReplayDialogProps {
  readonly event: DetailJson;
  onClose(): void;
}

/** Sends an event again with changes. The stored one stays as it is. */
export function ReplayDialog({ event, onClose }: ReplayDialogProps) {
  const [original, setOriginal] = useState<Draft | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const isText = event.body.encoding === 'utf8';
  useEffect(() => {
    void loadDraft(event, isText).then((loaded) => {
      setOriginal(loaded);
      setDraft(loaded);
    });
  }, []);
  const send = async (): Promise<void> => {
    if (draft === null || original === null) return;
    try {
      const sent = await post<SentJson>(`/api/events/${event.id}/replay`, changes(draft, original));
      setOutcome({ kind: 'sent', sent });
    } catch (error) {
      setOutcome({ kind: 'refused', message: sentence(error) });
    }
  };
  return (
    <Dialog title={`Replay #${event.id} with changes`} onClose={onClose}>
      {draft === null ? (
        <p>Loading…</p>
      ) : (
        <Form
          draft={draft}
          isText={isText}
          isJson={isJson(original)}
          onDraft={setDraft}
          onSend={() => void send()}
        />
      )}
      <SentNote outcome={outcome} />
    </Dialog>
  );
}

interface FormProps {
  readonly draft: Draft;
  readonly isText: boolean;
  readonly isJson: boolean;
  onDraft(draft: Draft): void;
  onSend(): void;
}

function Form({ draft, isText, isJson: mustBeJson, onDraft, onSend }: FormProps) {
  const set = (name: keyof Draft) => (value: string) => onDraft({ ...draft, [name]: value });
  const isWrong = mustBeJson && jsonProblem(draft.body) !== null;
  const submit = (event: Event): void => {
    event.preventDefault();
    onSend();
  };
  return (
    <form onSubmit={submit}>
      <div class="line">
        <Line label="Method" value={draft.method} onValue={set('method')} />
        <Line label="Path" value={draft.path} onValue={set('path')} />
      </div>
      <label>
        <span>Headers, one a line</span>
        <textarea
          rows={5}
          spellcheck={false}
          value={draft.headers}
          onInput={({ currentTarget }) => set('headers')(currentTarget.value)}
        />
      </label>
      {isText ? (
        <BodyEditor value={draft.body} isJson={mustBeJson} onValue={set('body')} />
      ) : (
        <p class="faint">The body is binary: it is sent as it is.</p>
      )}
      <div class="line">
        <SignatureChoice value={draft.sign} onValue={set('sign')} />
        <Line label="Send to" hint="where it usually goes" value={draft.to} onValue={set('to')} />
        <button type="submit" class="main" disabled={isWrong}>
          Send
        </button>
      </div>
    </form>
  );
}

function SignatureChoice({ value, onValue }: { readonly value: string; onValue(value: string): void }) {
  return (
    <label>
      <span>Signature</span>
      <select value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        <option value="auto">sign again where needed</option>
        <option value="always">sign again</option>
        <option value="never">as it is in the headers</option>
      </select>
    </label>
  );
}

interface LineProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  onValue(value: string): void;
}

function Line({ label, value, hint = '', onValue }: LineProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        value={value}
        placeholder={hint}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </label>
  );
}

async function loadDraft(event: DetailJson, isText: boolean): Promise<Draft> {
  const headers = await get<HeaderJson[]>(`/api/events/${event.id}/headers`);
  const body = isText ? await getText(`/api/events/${event.id}/body`) : '';
  return {
    method: event.method,
    path: event.path,
    headers: headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    body,
    sign: 'auto',
    to: '',
  };
}

function isJson(draft: Draft | null): boolean {
  return draft !== null && parseExactly(draft.body) !== undefined;
}

/** Only what was changed is said: of the rest the stored bytes are sent. */
function changes(draft: Draft, original: Draft): object {
  const changed = (name: keyof Draft): boolean => draft[name] !== original[name];
  return {
    ...(changed('method') ? { method: draft.method } : {}),
    ...(changed('path') ? { path: draft.path } : {}),
    ...(changed('headers') ? { headers: pairsOf(draft.headers) } : {}),
    ...(changed('body') ? { body: draft.body } : {}),
    ...(draft.to.trim() === '' ? {} : { to: draft.to.trim() }),
    sign: draft.sign,
  };
}

function pairsOf(text: string): [string, string][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
}
