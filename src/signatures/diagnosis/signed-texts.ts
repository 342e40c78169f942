import { headerValue } from '../../core/headers.ts';
import type { HeaderScheme } from '../../core/scheme.ts';
import { timestampText } from '../sign.ts';
import type { DiagnosisRequest } from './types.ts';

/** Id and timestamp as they stand in the request, read leniently. */
export interface SignedTexts {
  readonly ts: string | undefined;
  readonly id: string | undefined;
}

const TIME_NAMES = /(^|-)(timestamp|request-time|time)$/;
const ID_NAMES = /(^|-)(webhook|delivery|message|event|request)-?id$/;

/** Reads them where the scheme says, else wherever they seem to stand: another recipe may sign them. */
export function signedTexts(
  scheme: HeaderScheme,
  { headers }: DiagnosisRequest,
  /** The header the signature is read from. */
  header: string,
): SignedTexts {
  const named = (pattern: RegExp): string | undefined =>
    headers.find(([name]) => pattern.test(name.toLowerCase()))?.[1];
  const listed = /(?:^|[,;\s])(?:t|ts)=([^,;\s]+)/.exec(headerValue(headers, header) ?? '')?.[1];
  const id = scheme.idHeader === undefined ? undefined : headerValue(headers, scheme.idHeader);
  return {
    ts: timestampText(scheme, headers) ?? listed ?? named(TIME_NAMES),
    id: id ?? (scheme.idAlias && headerValue(headers, scheme.idAlias)) ?? named(ID_NAMES),
  };
}
