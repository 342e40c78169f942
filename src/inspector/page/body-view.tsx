import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PreviewJson } from '../wire.ts';
import { bytes, visible } from './format.ts';
import { JsonTree } from './json-tree.tsx';
import { bytesOf, hexDump, readBody, type ReadBody } from './read-body.ts';

interface BodyViewProps {
  readonly contentType: string | null;
  readonly body: PreviewJson;
  /** Where all of its bytes are. */
  readonly href: string;
}

/** A body as it is best read; raw, and all of it, one click away. */
export function BodyView({ contentType, body, href }: BodyViewProps) {
  const [isRaw, setRaw] = useState(false);
  const read = useMemo(() => readBody(contentType, body), [contentType, body]);
  const canBeRaw = read.kind !== 'empty' && read.kind !== 'text' && read.kind !== 'binary';
  return (
    <div class="body">
      <p class="tools">
        <span>
          {bytes(body.size)}, {read.kind}
          {body.isCut && ', only its beginning is shown'}
        </span>
        {canBeRaw && (
          <button type="button" class="plain" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            Raw
          </button>
        )}
        <a href={href} download>
          Download
        </a>
      </p>
      {isRaw ? <Raw body={body} /> : <Shown read={read} body={body} />}
    </div>
  );
}

function Shown({ read, body }: { readonly read: ReadBody; readonly body: PreviewJson }) {
  switch (read.kind) {
    case 'empty':
      return <p class="faint">(empty)</p>;
    case 'json':
      return <JsonTree value={read.value} />;
    case 'form':
      return <Fields fields={read.fields} />;
    case 'multipart':
      return <Parts parts={read.parts} />;
    case 'image':
      return <Picture type={read.type} body={body} />;
    case 'binary':
      return <Raw body={body} />;
    default:
      return <LongText text={read.text} />;
  }
}

function Fields({ fields }: { readonly fields: readonly (readonly [string, string])[] }) {
  return (
    <table class="pairs">
      <tbody>
        {fields.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row" class="wire">
              {visible(name)}
            </th>
            <td class="wire">{visible(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Parts({ parts }: { readonly parts: readonly { headers: string; content: string }[] }) {
  return (
    <ol class="parts">
      {parts.map(({ headers, content }, index) => (
        <li key={index}>
          <pre class="wire faint">{visible(headers)}</pre>
          <LongText text={content} />
        </li>
      ))}
    </ol>
  );
}

function Raw({ body }: { readonly body: PreviewJson }) {
  if (body.encoding === 'utf8') return <LongText text={body.data} />;
  return <LongText text={hexDump(bytesOf(body).subarray(0, 64 * 1024))} />;
}

/** Decoded by the browser as a picture and as nothing else; a cut one is not tried. */
function Picture({ type, body }: { readonly type: string; readonly body: PreviewJson }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (body.isCut) return undefined;
    const made = URL.createObjectURL(new Blob([bytesOf(body)], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [body, type]);
  return url === null ? (
    <p class="faint">Too large to be shown.</p>
  ) : (
    <img src={url} alt="the body as a picture" />
  );
}

/** Laying out a line of megabytes takes seconds: it is shown in pieces. */
const PIECE = 20_000;

export function LongText({ text }: { readonly text: string }) {
  const [shown, setShown] = useState(PIECE);
  const left = text.length - shown;
  return (
    <>
      <pre class="wire" tabIndex={0} role="region" aria-label="Text">
        {visible(text.slice(0, shown))}
      </pre>
      {left > 0 && (
        <button type="button" class="plain" onClick={() => setShown(shown + PIECE * 2)}>
          Show more ({left} characters left)
        </button>
      )}
    </>
  );
}
