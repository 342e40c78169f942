import { createHmac } from 'node:crypto';
import type { Handshake, HandshakeAnswer, RequestValue } from '../core/handshake.ts';
import type { HeaderPair } from '../core/headers.ts';
import { textReply, type Reply } from '../core/reply.ts';
import { isSameText } from './same-text.ts';
import { findHandshake, requestValue, type HandshakeRequest } from './find-handshake.ts';

/** What answering one may take. */
export interface HandshakeContext {
  readonly secrets: readonly string[];
  /** The token the user gave the provider (Meta); null takes any. */
  readonly verifyToken: string | null;
}

/** A recognised handshake and the answer the provider wants. */
export interface AnsweredHandshake {
  readonly name: string;
  /** Whether it is signed like an event, to be verified before it is answered. */
  readonly signed: boolean;
  readonly reply: Reply;
  /** What the user should know or do; null where nothing is. */
  readonly notice: string | null;
  /** The header whose value is the secret of what follows; its value is not for the log. */
  readonly secretHeader: string | null;
}

/** The handshake a request is, with its answer; undefined for an event. */
export function answerHandshake(
  handshakes: readonly Handshake[],
  request: HandshakeRequest,
  context: HandshakeContext,
): AnsweredHandshake | undefined {
  const handshake = findHandshake(handshakes, request);
  if (handshake === undefined) return undefined;
  const { name, signed, answer } = handshake;
  const secretHeader = answer.kind === 'echo-header' ? answer.name.toLowerCase() : null;
  const read = (where: RequestValue): string | undefined => requestValue(request, where);
  return { name, signed, secretHeader, ...compose(answer, read, context) };
}

type Read = (value: RequestValue) => string | undefined;

type Composed = Pick<AnsweredHandshake, 'reply' | 'notice'>;

/** A browser must not take what is echoed for a page. */
const PLAIN = [['X-Content-Type-Options', 'nosniff']] as const;

function compose(answer: HandshakeAnswer, read: Read, context: HandshakeContext): Composed {
  switch (answer.kind) {
    case 'echo':
      return echo(answer, read, context);
    case 'echo-json':
      return { reply: jsonReply({ [answer.key]: read(answer.value) ?? '' }), notice: null };
    case 'hmac-json':
      return { reply: jsonReply(hmacFields(answer, read(answer.value) ?? '', context)), notice: null };
    case 'echo-header': {
      const value = read({ kind: 'header', name: answer.name }) ?? '';
      const headers: HeaderPair[] = [[answer.name, value]];
      return { reply: { status: 200, headers, body: Buffer.alloc(0) }, notice: null };
    }
    case 'status':
      return { reply: { status: answer.status, headers: [], body: Buffer.alloc(0) }, notice: null };
    case 'visit':
      return { reply: textReply(200, 'received'), notice: visitNotice(answer, read(answer.url)) };
  }
}

function echo(
  answer: HandshakeAnswer & { kind: 'echo' },
  read: Read,
  { verifyToken }: HandshakeContext,
): Composed {
  const token = answer.token === undefined ? undefined : read(answer.token);
  if (answer.token !== undefined && verifyToken !== null && !isSameText(token ?? '', verifyToken)) {
    const notice =
      'its verify token is not the one of WEBHOOK_VERIFY_TOKEN: compare it with what you typed there';
    return { reply: textReply(403, 'verify token not accepted'), notice };
  }
  const headers = [['Content-Type', 'text/plain; charset=utf-8'], ...PLAIN] as const;
  const body = Buffer.from(read(answer.value) ?? '');
  return { reply: { status: 200, headers: [...headers], body }, notice: null };
}

function hmacFields(
  answer: HandshakeAnswer & { kind: 'hmac-json' },
  value: string,
  { secrets }: HandshakeContext,
): Record<string, string> {
  const digest = createHmac('sha256', secrets[0] ?? '')
    .update(value)
    .digest(answer.encoding);
  const own = { [answer.key]: answer.prefix + digest };
  return answer.echo === null ? own : { [answer.echo]: value, ...own };
}

function jsonReply(value: Record<string, string>): Reply {
  const headers = [['Content-Type', 'application/json'], ...PLAIN] as const;
  return { status: 200, headers: [...headers], body: Buffer.from(JSON.stringify(value)) };
}

/** Nothing is fetched for a sender: the user opens the URL, if it is one of the provider's. */
function visitNotice({ hosts }: HandshakeAnswer & { kind: 'visit' }, text: string | undefined): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const isTheirs = url?.protocol === 'https:' && hosts.some((host) => isHost(host, url.hostname));
  return isTheirs
    ? `open this URL to confirm: ${url.href}`
    : 'it asks for a URL to be opened that is not of its provider: do not open it';
}

function isHost(pattern: string, hostname: string): boolean {
  const wanted = pattern.split('.');
  const got = hostname.toLowerCase().split('.');
  return wanted.length === got.length && wanted.every((label, at) => label === '*' || label === got[at]);
}
