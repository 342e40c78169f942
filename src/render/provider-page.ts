import type { Handshake } from '../core/handshake.ts';
import type { Locator, Provider } from '../core/provider.ts';
import type { SignatureFormat, SignatureScheme } from '../core/scheme.ts';
import { safe } from './safe.ts';
import type { Style } from './style.ts';

/** One provider in one line: name, title, where its signature stands, how it is made. */
export function providerLine({ name, title, scheme }: Provider): string {
  const where = scheme.header ?? 'in the body';
  const how = scheme.kind === 'header' ? `${scheme.algorithm} ${scheme.encoding}` : scheme.name;
  return safe(`${name.padEnd(22)} ${title.padEnd(26)} ${where.padEnd(38)} ${how}`);
}

/** Everything about one provider. */
export function providerPage(provider: Provider, style: Style): string {
  const rows: [label: string, text: string][] = [
    ...schemeRows(provider.scheme),
    ['event type', locatorText(provider.eventType)],
    ['event id', locatorText(provider.eventId)],
    ['answer', answerText(provider)],
    ['retries', retriesText(provider)],
    ...provider.handshakes.map((handshake): [string, string] => ['handshake', handshakeText(handshake)]),
  ];
  if (provider.note !== null) rows.push(['note', provider.note]);
  const lines = rows.map(([label, text]) => `  ${style.faint(label.padEnd(12))} ${safe(text)}`);
  return `${style.strong(safe(`${provider.name}  ${provider.title}`))}\n${lines.join('\n')}\n`;
}

function schemeRows(scheme: SignatureScheme): [string, string][] {
  const age = ageText(scheme);
  if (scheme.kind === 'special') {
    const where = scheme.header ?? 'in the body';
    return [
      ['signature', `${where} (scheme ${scheme.name})`],
      ['secret', scheme.secret],
      ['timestamp', age],
    ];
  }
  const names = [scheme.header, ...(scheme.alias === undefined ? [] : [scheme.alias])];
  const signed: [string, string][] = scheme.idHeader === undefined ? [] : [['signed id', scheme.idHeader]];
  return [
    ['signature', `${names.join(' or ')}: ${formatText(scheme.format)}`],
    ['algorithm', `${scheme.algorithm}, ${scheme.encoding}`],
    ['signed', scheme.template],
    ...signed,
    ['secret', scheme.secret],
    ['timestamp', age],
  ];
}

function formatText(format: SignatureFormat): string {
  if (format.kind === 'raw') return '<signature>';
  if (format.kind === 'prefix') return `${format.prefix}<signature>`;
  const entry = `${format.key}${format.assign}<signature>`;
  return `${entry}, several separated by ${JSON.stringify(format.separator)}`;
}

function ageText({ timestamp }: SignatureScheme): string {
  if (timestamp === undefined) return 'none';
  const { from, unit, toleranceSeconds, future } = timestamp;
  const where =
    from.kind === 'header' ? from.name : from.kind === 'part' ? `${from.key}=` : `body ${from.path}`;
  const allowed =
    toleranceSeconds === 0 ? 'any age' : `${toleranceSeconds} s old${future ? ' or ahead' : ''}`;
  return `${where} in ${unit}, ${allowed}`;
}

function locatorText(locator: Locator | null): string {
  if (locator === null) return 'none';
  return locator.kind === 'header' ? locator.name : `body ${locator.path}`;
}

function answerText({ answer, answerWithinSeconds }: Provider): string {
  const body = answer.body === null ? '' : ` with the body ${answer.body}`;
  const within = answerWithinSeconds === null ? ', no time published' : ` within ${answerWithinSeconds} s`;
  return `${answer.status ?? '2xx'}${body}${within}`;
}

function retriesText({ retryAfterSeconds: seconds, retryFacts }: Provider): string {
  if (retryFacts?.never === true) return 'none';
  if (seconds.length === 0) return 'no times published';
  const end = retryFacts?.atLast === undefined ? '' : `, then: ${retryFacts.atLast}`;
  const ended = retryFacts?.endedBy === undefined ? '' : `; ${retryFacts.endedBy.join(', ')} ends them`;
  return `after ${seconds.map(durationText).join(', ')}${end}${ended}`;
}

function durationText(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function handshakeText({ name, method, answer }: Handshake): string {
  const wanted: Record<Handshake['answer']['kind'], string> = {
    echo: 'wants the value back as text',
    'echo-json': 'wants the value back in JSON',
    'hmac-json': 'wants its HMAC back in JSON',
    'echo-header': 'wants the header back',
    status: `wants ${answer.kind === 'status' ? answer.status : 200}`,
    visit: 'wants its URL visited',
  };
  return `${method} ${name}: ${wanted[answer.kind]}`;
}
