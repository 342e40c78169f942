import { useEffect, useState } from 'preact/hooks';
import type { EndpointJson, SampleJson, SentJson } from '../wire.ts';
import { get, post, sentence } from './api.ts';
import { BodyEditor, jsonProblem } from './body-editor.tsx';
import { Dialog } from './dialog.tsx';
import { SentNote, type Outcome } from './sent-note.tsx';

interface TriggerDialogProps {
  readonly endpoints: readonly EndpointJson[];
  onClose(): void;
  onSent(eventId: number | null): void;
}

const SPOILS = ['signature', 'missing', 'wrong-secret', 'stale', 'body'];

/** What the form holds. */
function useForm(providers: readonly string[]) {
  const [samples, setSamples] = useState<readonly SampleJson[]>([]);
  const [name, setName] = useState('');
  const [body, setBody] = useState('');
  const [invalid, setInvalid] = useState('');
  const chosen = samples.find((sample) => fullName(sample) === name);
  useEffect(() => {
    void get<SampleJson[]>('/api/samples').then((all) => {
      setSamples(all);
      setName(fullName(firstOf(all, providers)));
    });
  }, []);
  useEffect(() => {
    if (chosen === undefined) return undefined;
    const abort = new AbortController();
    const address = `/api/sample?${new URLSearchParams({ ...chosen })}`;
    get<{ body: string }>(address, abort.signal).then(
      (sample) => setBody(sample.body),
      // Another one was chosen meanwhile.
      () => undefined,
    );
    return () => abort.abort();
  }, [chosen?.type, chosen?.provider]);
  const canSend = chosen !== undefined && jsonProblem(body) === null;
  const request = { ...chosen, body, ...(invalid === '' ? {} : { invalid }) };
  return { samples, name, setName, body, setBody, invalid, setInvalid, canSend, request };
}

/** Forges an event of any sample, and sends it as the provider would. */
export function TriggerDialog({ endpoints, onClose, onSent }: TriggerDialogProps) {
  const providers = endpoints.map(({ provider }) => provider);
  const form = useForm(providers);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const sent = await post<SentJson>('/api/trigger', form.request);
      setOutcome({ kind: 'sent', sent });
      onSent(sent.eventId);
    } catch (error) {
      setOutcome({ kind: 'refused', message: sentence(error) });
    }
  };
  return (
    <Dialog title="Trigger an event" onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <Choices form={form} providers={providers} />
        <BodyEditor value={form.body} isJson onValue={form.setBody} />
        <button type="submit" class="main" disabled={!form.canSend}>
          Send
        </button>
      </form>
      <SentNote outcome={outcome} />
    </Dialog>
  );
}

interface ChoicesProps {
  readonly form: ReturnType<typeof useForm>;
  readonly providers: readonly string[];
}

function Choices({ form, providers }: ChoicesProps) {
  const { samples, name, setName, invalid, setInvalid } = form;
  return (
    <div class="line">
      <label>
        <span>Event</span>
        <select value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
          <Groups samples={samples} providers={providers} />
        </select>
      </label>
      <label>
        <span>Spoil</span>
        <select value={invalid} onChange={({ currentTarget }) => setInvalid(currentTarget.value)}>
          <option value="">nothing</option>
          {SPOILS.map((spoil) => (
            <option key={spoil}>{spoil}</option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** The project's own providers come first. */
function Groups({
  samples,
  providers,
}: {
  readonly samples: readonly SampleJson[];
  readonly providers: readonly string[];
}) {
  const all = [...new Set(samples.map(({ provider }) => provider))];
  const sorted = [
    ...all.filter((one) => providers.includes(one)),
    ...all.filter((one) => !providers.includes(one)),
  ];
  return (
    <>
      {sorted.map((provider) => (
        <optgroup key={provider} label={provider}>
          {samples
            .filter((sample) => sample.provider === provider)
            .map((sample) => (
              <option key={sample.type} value={fullName(sample)}>
                {sample.type}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  );
}

function fullName({ provider, type }: SampleJson): string {
  return `${provider}:${type}`;
}

function firstOf(samples: readonly SampleJson[], providers: readonly string[]): SampleJson {
  const own = samples.find(({ provider }) => providers.includes(provider));
  return (
    own ??
    samples.find(({ provider }) => provider === 'store') ?? { provider: 'store', type: 'order.created' }
  );
}
