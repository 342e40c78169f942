import { createHmac } from 'node:crypto';
import { isSameText } from '../../signatures/same-text.ts';

/** Proves to the running listener that a body is sent by its own project, without its token. */
export function triggerProof(token: string, body: Buffer): string {
  return createHmac('sha256', token).update(body).digest('hex');
}

/** Whether a text is the proof of this body. */
export function isProof(text: string, token: string, body: Buffer): boolean {
  return isSameText(text, triggerProof(token, body));
}
