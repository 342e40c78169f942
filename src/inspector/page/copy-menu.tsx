import { useState } from 'preact/hooks';
import { getText, sentence } from './api.ts';

const FORMS = [
  ['curl', 'curl'],
  ['http', 'HTTP'],
  ['sample', 'sample'],
] as const;

/** Copies the request in a form to take along; its signature goes with it. */
export function CopyMenu({ id }: { readonly id: number }) {
  const [said, setSaid] = useState('');
  const copy = async (form: string, name: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await getText(`/api/events/${id}/as/${form}`));
      setSaid(`Copied as ${name}.`);
    } catch (error) {
      setSaid(`Not copied: ${sentence(error)}`);
    }
  };
  return (
    <span class="copy">
      <span class="faint">Copy as</span>
      {FORMS.map(([form, name]) => (
        <button key={form} type="button" onClick={() => void copy(form, name)}>
          {name}
        </button>
      ))}
      <span role="status">{said}</span>
    </span>
  );
}
