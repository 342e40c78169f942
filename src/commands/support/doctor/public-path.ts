import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:tls';
import type { Provider } from '../../../core/provider.ts';
import { durationWords } from '../../../core/time.ts';
import {
  publicLookup,
  publicRequest,
  requestProblem,
  type PublicAnswer,
} from '../../../tunnels/public-request.ts';
import { failure, ok, warning, type Finding } from './finding.ts';

/** A public URL that leads to a process of ours. */
export interface OpenPath {
  readonly publicUrl: string;
  /** Where that process tells back what it got. */
  readonly probePath: string;
}

const TIMEOUT_MS = 10_000;

/** Sends through the public URL what a provider might, and looks what arrives. */
export async function checkPublicPath(
  path: OpenPath,
  { providers, now }: { providers: readonly Provider[]; now: () => number },
): Promise<Finding[]> {
  const certificate = await checkCertificate(new URL(path.publicUrl));
  const start = performance.now();
  let answer: PublicAnswer;
  const body = Buffer.concat([
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    randomBytes(1024),
  ]);
  try {
    answer = await postBytes(path, body);
  } catch (error) {
    const problem = requestProblem(error as NodeJS.ErrnoException, TIMEOUT_MS);
    return [certificate, failure('post', problem, 'Look whether listen says that the public URL is up.')];
  }
  const tookMs = performance.now() - start;
  const arrived = readMirror(answer);
  return [
    certificate,
    checkBytes({ arrived, body, status: answer.status }),
    ...(arrived === undefined ? [] : [checkHeaders(arrived)]),
    checkTime(tookMs, providers),
    checkClock(answer.headers['date'], now()),
    await checkInterstitial(path),
  ];
}

const MARK = 'X-Webhook-Cli-Doctor';

function postBytes({ publicUrl, probePath }: OpenPath, body: Buffer): Promise<PublicAnswer> {
  const headers = [
    ['User-Agent', 'webhook-cli-doctor'],
    ['Content-Type', 'application/octet-stream'],
    [MARK, 'one'],
    [MARK, 'two'],
    ['bypass-tunnel-reminder', 'true'],
    ['ngrok-skip-browser-warning', 'true'],
  ] as const;
  return publicRequest({ url: publicUrl + probePath, method: 'POST', headers, body, timeoutMs: TIMEOUT_MS });
}

interface Mirrored {
  readonly sha256: string;
  readonly headers: readonly (readonly [string, string])[];
}

function readMirror({ status, text }: PublicAnswer): Mirrored | undefined {
  if (status !== 200) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Mirrored>;
    return typeof value.sha256 === 'string' && Array.isArray(value.headers) ? (value as Mirrored) : undefined;
  } catch {
    return undefined;
  }
}

function checkBytes({
  arrived,
  body,
  status,
}: {
  arrived: Mirrored | undefined;
  body: Buffer;
  status: number;
}): Finding {
  if (arrived === undefined) {
    const message = `somebody else answers at the public URL (${status})`;
    return failure('post', message, 'Register the URL that listen shows now.');
  }
  const isSame = arrived.sha256 === createHash('sha256').update(body).digest('hex');
  return isSame
    ? ok('post', 'a POST arrives with equal bytes')
    : failure('post', 'the body is changed on the way: signatures cannot match', 'Use another tunnel.');
}

function checkHeaders({ headers }: Mirrored): Finding {
  const marks = headers.filter(([name]) => name.toLowerCase() === MARK.toLowerCase());
  const isRaw = marks.length === 2 && marks.every(([name]) => name === MARK);
  const seen = marks.map(([name, value]) => `${name}: ${value}`).join(' | ') || 'nothing';
  return isRaw
    ? ok('headers', 'headers arrive as sent')
    : ok('headers', `headers are rewritten on the way (two of ${MARK} became: ${seen}); bodies are not`);
}

function checkTime(tookMs: number, providers: readonly Provider[]): Finding {
  const limits = providers.flatMap(({ title, answerWithinSeconds: limit }) =>
    limit === null ? [] : [{ title, limit }],
  );
  const strictest = limits.toSorted((a, b) => a.limit - b.limit)[0];
  const took = `the way there and back takes ${durationWords(tookMs)}`;
  if (strictest === undefined) return ok('time', took);
  const of = `${took}; ${strictest.title} waits ${durationWords(strictest.limit * 1000)}`;
  if (tookMs < (strictest.limit * 1000) / 2) return ok('time', of);
  return warning('time', of, 'Answer at once and work afterwards, or use a tunnel nearer to you.');
}

/** Signed times are judged by this clock: the tunnel's Date header tells whether it is right. */
function checkClock(date: string | undefined, now: number): Finding {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return ok('clock', 'the tunnel tells no time to compare with');
  const offMs = Math.abs(theirs - now);
  if (offMs < 30_000) return ok('clock', 'this clock agrees with the tunnel');
  const direction = theirs > now ? 'behind' : 'ahead';
  return warning(
    'clock',
    `this clock is ${durationWords(offMs)} ${direction}: fresh events may seem stale`,
    'Switch on time synchronisation.',
  );
}

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

/** Some tunnels show browsers a page of their own first. */
async function checkInterstitial({ publicUrl, probePath }: OpenPath): Promise<Finding> {
  const headers = [
    ['User-Agent', BROWSER],
    ['Accept', 'text/html'],
  ] as const;
  try {
    const answer = await publicRequest({
      url: `${publicUrl}${probePath}?page`,
      headers,
      timeoutMs: TIMEOUT_MS,
    });
    if (/^[0-9a-f]{64}\s*$/.test(answer.text))
      return ok('interstitial', 'no page of the tunnel stands before');
    return warning(
      'interstitial',
      `browsers get a page of the tunnel first (${answer.status})`,
      'Providers are not browsers and pass; only senders that pretend to be one are held up.',
    );
  } catch (error) {
    const problem = requestProblem(error as NodeJS.ErrnoException, TIMEOUT_MS);
    return warning('interstitial', problem, 'Try again; the path is not steady.');
  }
}

async function checkCertificate({ protocol, hostname, port }: URL): Promise<Finding> {
  if (protocol !== 'https:')
    return failure(
      'https',
      'the public URL is plain http: most providers refuse it',
      'Use a tunnel with HTTPS.',
    );
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const options = {
      host,
      port: Number(port || 443),
      servername: host,
      timeout: TIMEOUT_MS,
      lookup: publicLookup,
    };
    const socket = connect(options, () => {
      const until = socket.getPeerCertificate().valid_to;
      resolve(ok('https', `the certificate is valid until ${new Date(until).toISOString().slice(0, 10)}`));
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        failure(
          'https',
          `no trusted HTTPS at the public URL (${error.code ?? error.message})`,
          'A provider will refuse it too: mend the certificate chain.',
        ),
      ),
    );
  });
}
