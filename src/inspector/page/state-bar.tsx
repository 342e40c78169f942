import { useState } from 'preact/hooks';
import type { StateJson } from '../wire.ts';
import { clock, duration, visible } from './format.ts';
import { QrCode } from './qr-code.tsx';
import type { StreamState } from './use-stream.ts';

interface StateBarProps {
  readonly state: StateJson;
  readonly stream: StreamState;
  onTrigger(): void;
  onHelp(): void;
}

const STREAM_WORDS = {
  live: 'live',
  away: 'not connected',
  closed: 'webhook-cli was started again: open its new link',
} as const;

/** Where events come in, how the way is, and whether this page is up to date. */
export function StateBar({ state, stream, onTrigger, onHelp }: StateBarProps) {
  const { listener } = state;
  const url = listener?.publicUrl ?? listener?.localUrl ?? null;
  return (
    <header class="state">
      <h1>webhook-cli</h1>
      <span class={`dot ${stream}`} role="status">
        {STREAM_WORDS[stream]}
      </span>
      {url === null ? <span class="faint">no listener runs</span> : <Address url={url} />}
      {listener !== null && (
        <span class="faint target wire">→ {visible(listener.target ?? 'captured only')}</span>
      )}
      <Path state={state} />
      <span class="right">
        <button type="button" class="main" onClick={onTrigger}>
          Trigger <kbd>t</kbd>
        </button>
        <button type="button" aria-label="Keys" onClick={onHelp}>
          <kbd>?</kbd>
        </button>
      </span>
    </header>
  );
}

function Address({ url }: { readonly url: string }) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(url).then(
      () => true,
      () => false,
    );
    setSaid(isCopied ? 'Copied.' : 'Not copied.');
  };
  return (
    <span class="address">
      <code class="wire">{url}</code>
      <button type="button" onClick={() => void copy()}>
        Copy URL
      </button>
      <span role="status">{said}</span>
    </span>
  );
}

/** Health and history of the public path, the endpoints, and a code for a phone. */
function Path({ state }: { readonly state: StateJson }) {
  const { listener, endpoints, history } = state;
  const tunnel = listener?.tunnel ?? null;
  const health = tunnel === null ? 'local only' : `${tunnel.provider}: ${tunnel.state}`;
  const url = listener?.publicUrl ?? null;
  return (
    <details class="path">
      <summary>{listener === null ? 'endpoints' : health}</summary>
      <div class="sheet">
        {tunnel?.latencyMs != null && <p>Answers in {duration(tunnel.latencyMs)}.</p>}
        {tunnel?.reason != null && <p>{visible(tunnel.reason)}</p>}
        {url !== null && <QrCode text={url} />}
        <h2>Endpoints</h2>
        <ul>
          {endpoints.map(({ name, path, provider, target }) => (
            <li key={name} class="wire">
              {name}: {path} ({provider}) → {target ?? 'captured only'}
            </li>
          ))}
        </ul>
        <h2>Public URL so far</h2>
        {history.length === 0 && <p class="faint">Nothing has happened to it.</p>}
        <ol>
          {history.toReversed().map(({ at, state: now, publicUrl, detail }, index) => (
            <li key={index} class="wire">
              {clock(at)} {now} {publicUrl} {visible(detail)}
            </li>
          ))}
        </ol>
      </div>
    </details>
  );
}
