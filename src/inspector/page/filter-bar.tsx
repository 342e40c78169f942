import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StateJson } from '../wire.ts';
import { visible } from './format.ts';
import type { Filter } from './use-log.ts';

interface FilterBarProps {
  readonly filter: Filter;
  readonly state: StateJson;
  readonly search: RefObject<HTMLInputElement | null>;
  onFilter(filter: Filter): void;
}

const OUTCOMES = ['delivered', 'failed', 'pending', 'rejected', 'filtered', 'captured', 'handshake'];
const SIGNATURES = ['valid', 'invalid', 'missing', 'unchecked'];
const ORIGINS = ['tunnel', 'local', 'trigger', 'import'];

/** Typing asks for nothing until it pauses. */
const PAUSE_MS = 150;

/** The selection options of the command line. */
export function FilterBar({ filter, state, search, onFilter }: FilterBarProps) {
  const set = (name: string) => (value: string) => onFilter({ ...filter, [name]: value });
  const types = state.types.flatMap(({ type, count }) =>
    type === null ? [] : [{ value: type, text: `${visible(type).slice(0, 60)} (${count})` }],
  );
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Text
        name="search"
        label="Search"
        hint="text in body, path, type or id"
        value={filter['search']}
        onValue={set('search')}
        input={search}
      />
      <Choice label="Type" value={filter['type']} onValue={set('type')} options={types} />
      <Choice
        label="Outcome"
        value={filter['outcome']}
        onValue={set('outcome')}
        options={OUTCOMES.map(same)}
      />
      <Choice
        label="Signature"
        value={filter['signature']}
        onValue={set('signature')}
        options={SIGNATURES.map(same)}
      />
      <details>
        <summary>More filters</summary>
        <div class="more">
          <Text
            name="type"
            label="Type pattern"
            hint="order.*, invoice.paid"
            value={filter['type']}
            onValue={set('type')}
          />
          <Choice
            label="Origin"
            value={filter['origin']}
            onValue={set('origin')}
            options={ORIGINS.map(same)}
          />
          <Text
            name="provider"
            label="Provider"
            hint="stripe"
            value={filter['provider']}
            onValue={set('provider')}
          />
          <Choice
            label="Endpoint"
            value={filter['endpoint']}
            onValue={set('endpoint')}
            options={state.endpoints.map(({ name }) => same(name))}
          />
          <Text
            name="since"
            label="Since"
            hint="2h, 2026-11-20"
            value={filter['since']}
            onValue={set('since')}
          />
          <Text
            name="until"
            label="Until"
            hint="30m, 2026-11-21"
            value={filter['until']}
            onValue={set('until')}
          />
          <Text
            name="where"
            label="Where"
            hint="data.total>=100"
            value={filter['where']}
            onValue={set('where')}
          />
        </div>
      </details>
      {Object.values(filter).some((value) => value !== '') && (
        <button type="button" class="plain" onClick={() => onFilter({})}>
          Clear filters
        </button>
      )}
    </form>
  );
}

const same = (value: string): { value: string; text: string } => ({ value, text: value });

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string | undefined;
  readonly input?: RefObject<HTMLInputElement | null>;
  onValue(value: string): void;
}

function Text({ name, label, hint, value = '', input, onValue }: TextProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onValue(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class={`field ${name}`}>
      <span>{label}</span>
      <input
        {...(input === undefined ? {} : { ref: input })}
        value={text}
        placeholder={hint}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  onValue(value: string): void;
}

function Choice({ label, value = '', options, onValue }: ChoiceProps) {
  const isOther = value !== '' && !options.some((option) => option.value === value);
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        <option value="">all</option>
        {isOther && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
