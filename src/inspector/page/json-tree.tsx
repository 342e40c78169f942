import { useState } from 'preact/hooks';
import { visible } from './format.ts';
import { ExactNumber } from './read-body.ts';

/** Members shown before "more" has to be asked for. */
const MOST_MEMBERS = 100;
const MOST_CHARACTERS = 2000;
const OPEN_TO_DEPTH = 3;

interface NodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

/** JSON that can be folded. */
export function JsonTree({ value }: { readonly value: unknown }) {
  return (
    <div class="json">
      <Node name={null} value={value} depth={0} />
    </div>
  );
}

function Node({ name, value, depth }: NodeProps) {
  const isHolder = typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
  const label = name === null ? null : <span class="key wire">{JSON.stringify(visible(name))}: </span>;
  if (isHolder) return <Holder label={label} value={value} depth={depth} />;
  return (
    <div class="leaf">
      {label}
      <Leaf value={value} />
    </div>
  );
}

interface HolderProps {
  readonly label: preact.JSX.Element | null;
  readonly value: object;
  readonly depth: number;
}

function Holder({ label, value, depth }: HolderProps) {
  const members: [string | null, unknown][] = Array.isArray(value)
    ? value.map((member: unknown) => [null, member])
    : Object.entries(value);
  const [isOpen, setOpen] = useState(depth < OPEN_TO_DEPTH && members.length <= MOST_MEMBERS * 2);
  const [shown, setShown] = useState(MOST_MEMBERS);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) {
    return (
      <div class="leaf">
        {label}
        {open + close}
      </div>
    );
  }
  return (
    <div class="holder">
      <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {label}
        {isOpen ? open : `${open} ${members.length} … ${close}`}
      </button>
      {isOpen && (
        <div class="members">
          {members.slice(0, shown).map(([name, member], index) => (
            <Node key={name ?? index} name={name} value={member} depth={depth + 1} />
          ))}
          {members.length > shown && (
            <button type="button" class="plain" onClick={() => setShown(shown + MOST_MEMBERS)}>
              {members.length - shown} more
            </button>
          )}
        </div>
      )}
      {isOpen && <div class="close">{close}</div>}
    </div>
  );
}

function Leaf({ value }: { readonly value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  if (typeof value !== 'string') {
    const text = value instanceof ExactNumber ? value.text : String(value);
    return (
      <span class={`value ${typeof value === 'boolean' || value === null ? 'word' : 'digits'}`}>{text}</span>
    );
  }
  const isLong = value.length > MOST_CHARACTERS && !isWhole;
  const text = JSON.stringify(visible(isLong ? value.slice(0, MOST_CHARACTERS) : value));
  return (
    <>
      <span class="value string wire">{text}</span>
      {isLong && (
        <button type="button" class="plain" onClick={() => setWhole(true)}>
          {value.length - MOST_CHARACTERS} more characters
        </button>
      )}
    </>
  );
}
