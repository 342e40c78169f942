import type { DeliveryError, DeliveryErrorCode } from '../core/attempt.ts';

/** Raised by our own checks while sending. */
export class DeliveryFailure extends Error {
  readonly code: DeliveryErrorCode;

  constructor(code: DeliveryErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const CODES: Readonly<Record<string, DeliveryErrorCode>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'bad-answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'bad-answer',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
};

const SENTENCES: Readonly<Record<DeliveryErrorCode, string>> = {
  refused: 'app refused the connection',
  unresolved: 'the name of the target does not resolve',
  'forbidden-address': 'the target is at an address that is never contacted',
  timeout: 'app did not answer in time',
  closed: 'app closed the connection before its answer was whole',
  'bad-answer': 'app did not answer with valid HTTP',
  'answer-too-large': 'app answered with too large a body',
  tls: 'app presented a certificate that is not trusted: use --ca <file>, or --insecure',
  network: 'the app could not be reached',
  dropped: 'nothing was sent',
  interrupted: 'the listener ended before the answer was noted',
};

/** What went wrong, as data. */
export function deliveryError(error: unknown, hostname: string): DeliveryError {
  if (error instanceof DeliveryFailure) return { code: error.code, message: error.message };
  const errors = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  const codes = [error as NodeJS.ErrnoException, ...errors].map((one) => one?.code ?? '');
  const code = codes.map(deliveryCode).find((known) => known !== undefined) ?? 'network';
  return { code, message: sentence(code, codes, hostname) };
}

function deliveryCode(code: string): DeliveryErrorCode | undefined {
  if (/^(HPE_|UND_ERR_.*PARSER)/.test(code)) return 'bad-answer';
  if (/CERT|SELF_SIGNED|^ERR_TLS|^ERR_SSL|^EPROTO|UNABLE_TO_/.test(code)) return 'tls';
  return CODES[code];
}

function sentence(code: DeliveryErrorCode, codes: readonly string[], hostname: string): string {
  if (code === 'refused') {
    const places = /(^|\.)localhost\.?$/i.test(hostname) ? '::1 and 127.0.0.1' : hostname;
    return `${SENTENCES.refused} on ${places}`;
  }
  const known = codes.find((text) => text !== '');
  return code === 'network' && known !== undefined ? `${SENTENCES.network} (${known})` : SENTENCES[code];
}
