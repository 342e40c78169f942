import type { Finding, Kit, Plan, Probe, Seen } from '../types.ts';
import { answerWords, isAccepted, notProven, send, statusOf } from '../verdicts.ts';

const COMMON = {
  group: 'behaves',
  fix: 'Bind the receiver to POST alone, and answer 405 to other methods.',
  mistake: 'any-method',
} as const;

/** Whether anything but POST counts as an event. */
export const methods: readonly Probe[] = [
  {
    ...COMMON,
    id: 'method-put',
    proves: 'A signed PUT is not taken as an event.',
    sends: 'a valid event with the method PUT',
    expects: 'a status that is not 2xx, best 405',
    why: 'Rules of proxies and firewalls for POST do not see it.',
    plan: (kit) => withMethod(kit, 'PUT'),
    judge: notTaken('fail'),
  },
  {
    ...COMMON,
    id: 'method-get',
    proves: 'A GET is not taken as an event.',
    sends: 'a GET with the headers of a valid event and no body',
    expects: 'a status that is not 2xx, best 405; a page there is no mistake, an event is',
    why: 'Crawlers, link previews and monitors send GET to any URL they see.',
    plan: (kit) => withMethod(kit, 'GET'),
    judge: notTaken('warn'),
  },
  {
    ...COMMON,
    id: 'method-head',
    proves: 'A HEAD is not taken as an event.',
    sends: 'a HEAD with the headers of a valid event and no body',
    expects: 'a status that is not 2xx, best 405; a page there is no mistake, an event is',
    why: 'Monitors and some providers send HEAD to see whether the URL is there.',
    plan: (kit) => withMethod(kit, 'HEAD'),
    judge: notTaken('warn'),
  },
];

function withMethod(kit: Kit, method: string): Plan {
  const hasBody = method === 'PUT';
  const shot = kit.event({ method });
  return send(hasBody ? shot : { ...shot, body: Buffer.alloc(0) });
}

function notTaken(outcome: 'fail' | 'warn'): (seen: Seen) => Finding {
  return (seen) => {
    if (!seen.baseline.accepts) return notProven(seen);
    const [answer] = seen.answers;
    if (answer === undefined || !isAccepted(answer, seen)) return refusedMethod(answer);
    return { outcome, found: answerWords(answer) };
  };
}

/** 501 is the right answer to a method a server does not know (RFC 9110). */
function refusedMethod(answer: Seen['answers'][number] | undefined): Finding {
  if (answer === undefined) return { outcome: 'pass', found: 'refused' };
  const status = statusOf(answer);
  if (status === null) return { outcome: 'warn', found: answerWords(answer) };
  if (status >= 500 && status !== 501) return { outcome: 'warn', found: `${answerWords(answer)}: an error` };
  return { outcome: 'pass', found: 'not taken' };
}
