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
  const set: Set = (name) => ({
    value: filter[name],
    onValue: (value) => onFilter({ ...filter, [name]: value }),
  });
  const hint = 'text in body, path, type or id';
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Text name="search" label="Search" hint={hint} input={search} {...set('search')} />
      <Choice label="Type" options={typesOf(state)} {...set('type')} />
      <Choice label="Outcome" options={OUTCOMES.map(same)} {...set('outcome')} />
      <Choice label="Signature" options={SIGNATURES.map(same)} {...set('signature')} />
      <details>
        <summary>More filters</summary>
        <MoreFilters state={state} set={set} />
      </details>
      {Object.values(filter).some((value) => value !== '') && (
        <button type="button" class="plain" onClick={() => onFilter({})}>
          Clear filters
        </button>
      )}
    </form>
  );
}

/** What a field of a filter shows, and how it is changed. */
type Set = (name: string) => { readonly value: string | undefined; onValue(value: string): void };

function MoreFilters({ state, set }: { readonly state: StateJson; readonly set: Set }) {
  const endpoints = state.endpoints.map(({ name }) => same(name));
  return (
    <div class="more">
      <Text name="type" label="Type pattern" hint="order.*, invoice.paid" {...set('type')} />
      <Choice label="Origin" options={ORIGINS.map(same)} {...set('origin')} />
      <Text name="provider" label="Provider" hint="stripe" {...set('provider')} />
      <Choice label="Endpoint" options={endpoints} {...set('endpoint')} />
      <Text name="since" label="Since" hint="2h, 2026-11-20" {...set('since')} />
      <Text name="until" label="Until" hint="30m, 2026-11-21" {...set('until')} />
      <Text name="where" label="Where" hint="data.total>=100" {...set('where')} />
    </div>
  );
}

function typesOf({ types }: StateJson) {
  return types.flatMap(({ type, count }) =>
    type === null ? [] : [{ value: type, text: `${visible(type).slice(0, 60)} (${count})` }],
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
