import { useState } from 'preact/hooks';
import type { HeaderJson } from '../wire.ts';
import { get } from './api.ts';
import { visible } from './format.ts';

interface HeaderTableProps {
  readonly headers: readonly HeaderJson[];
  /** Where the unmasked ones are; null where there is no such place. */
  readonly reveal: string | null;
}

/** Headers as received. What lets others act as their owner is shown only when asked for. */
export function HeaderTable({ headers, reveal }: HeaderTableProps) {
  const [plain, setPlain] = useState<readonly HeaderJson[] | null>(null);
  const show = async (): Promise<void> => setPlain(await get<HeaderJson[]>(reveal as string));
  const hasMasked = headers.some(({ isMasked }) => isMasked);
  if (headers.length === 0) return <p class="faint">(none)</p>;
  return (
    <>
      <table class="pairs">
        <tbody>
          {(plain ?? headers).map(({ name, value, isMasked }, index) => (
            <tr key={index}>
              <th scope="row" class="wire">
                {visible(name)}
              </th>
              <td class="wire">{isMasked ? <i>hidden, {value}</i> : visible(utf8(value))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasMasked && reveal !== null && plain === null && (
        <button type="button" class="plain" onClick={() => void show()}>
          Show hidden values
        </button>
      )}
    </>
  );
}

/** Headers travel as bytes; most of them are UTF-8. */
function utf8(latin1: string): string {
  try {
    const bytes = Uint8Array.from(latin1, (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1;
  }
}
