// A receiver of Sentry's webhooks with NestJS. Sentry waits for one second only.
import 'reflect-metadata';
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  BadRequestException,
  Controller,
  Get,
  Headers,
  HttpCode,
  Module,
  Post,
  Req,
  UnauthorizedException,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

const secret = process.env.WEBHOOK_SECRET;
// An empty key would make every signature forgeable.
if (!secret) throw new Error('WEBHOOK_SECRET is not set');

/** Stands for a table with a unique key: an event that is in it has been handled. */
const handled = new Map<string, unknown>();
/** Stands for a queue: what takes long is done after the answer. */
const queue: unknown[] = [];

@Controller()
class Receiver {
  @Post('webhooks')
  @HttpCode(200)
  take(
    // NestJS parses the body all the same: the raw bytes are what the signature covers.
    @Req() { rawBody, body }: { rawBody?: Buffer; body: unknown },
    @Headers('sentry-hook-signature') signature?: string,
    @Headers('request-id') id?: string,
  ): string {
    if (rawBody === undefined || !isSigned(rawBody, signature)) throw new UnauthorizedException();
    if (id === undefined) throw new BadRequestException();
    if (!handled.has(id)) {
      handled.set(id, body);
      queue.push(body);
    }
    return 'ok';
  }

  @Get('count')
  count(): string {
    return String(handled.size);
  }
}

/** A header sent twice arrives joined by a comma, which is no signature. */
function isSigned(body: Buffer, signature = ''): boolean {
  const expected = Buffer.from(
    createHmac('sha256', secret as string)
      .update(body)
      .digest('hex'),
  );
  const received = Buffer.from(signature);
  // timingSafeEqual throws on unequal lengths, and a thrown error is a 500.
  return received.length === expected.length && timingSafeEqual(received, expected);
}

@Module({ controllers: [Receiver] })
class App {}

const app = await NestFactory.create<NestExpressApplication>(App, { rawBody: true, logger: ['error'] });
app.useBodyParser('json', { limit: '5mb' });
const server = await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
console.log(`listening on ${(server.address() as { port: number }).port}`);
