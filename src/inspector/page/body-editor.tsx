interface BodyEditorProps {
  readonly value: string;
  /** Whether it has to be JSON. */
  readonly isJson: boolean;
  onValue(value: string): void;
}

/** A body to be changed; JSON is checked while it is written. */
export function BodyEditor({ value, isJson, onValue }: BodyEditorProps) {
  const problem = isJson ? jsonProblem(value) : null;
  return (
    <div class="editor">
      <label>
        <span>Body</span>
        <textarea
          rows={14}
          spellcheck={false}
          value={value}
          aria-invalid={problem !== null}
          aria-describedby="body-check"
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      </label>
      <p id="body-check" role="status" class={problem === null ? 'faint' : 'problem'}>
        {isJson ? (problem ?? 'JSON ✓') : 'Text: not checked'}
      </p>
    </div>
  );
}

/** What is wrong with a text as JSON, in the browser's words; null where nothing is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `Not JSON: ${(error as Error).message}`;
  }
}
