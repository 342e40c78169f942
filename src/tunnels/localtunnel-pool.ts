import type { Socket } from 'node:net';

/** The part of the client that opens connections to the tunnel server. */
export interface Cluster {
  open(): void;
  on(event: 'open', listener: (socket: Socket) => void): unknown;
  removeAllListeners(event: 'dead'): unknown;
}

/** What a pool tells. */
export interface PoolEvents {
  /** Something a probe should look at. */
  trouble(what: string): void;
  lost(reason: string, retryAfterMs?: number): void;
}

/** All waiting times, in ms. */
export interface PoolTimings {
  /** A connection that ends younger than this, without a byte, was not wanted. */
  readonly youngMs: number;
  /** Between connections to a server that does not want them; doubles up to eight times as long. */
  readonly paceMs: number;
  /** How long the pool may be empty. */
  readonly emptyMs: number;
  /** How long a connection may take to be made, or stay half closed. */
  readonly stuckMs: number;
  /** How long to leave a server alone that closes every connection. */
  readonly unwantedRetryMs: number;
}

const POOL_TIMINGS: PoolTimings = {
  youngMs: 1000,
  paceMs: 1000,
  emptyMs: 1500,
  stuckMs: 10_000,
  unwantedRetryMs: 5000,
};

/** What a pool is made from. */
export interface PoolParts {
  readonly cluster: Cluster;
  /** How many connections there should be; the client has begun them already. */
  readonly size: number;
  readonly events: PoolEvents;
  readonly timings?: PoolTimings | undefined;
}

/**
 * Keeps the client's connections at their number. The client itself loses a slot for good at some
 * errors, and calls a server that accepts and closes thousands of times a second.
 */
class LocaltunnelPool {
  readonly #cluster: Cluster;
  readonly #events: PoolEvents;
  readonly #timings: PoolTimings;
  readonly #size: number;
  /** Since when each connection stands. */
  readonly #live = new Map<Socket, number>();
  /** When each connection being made was begun. */
  #opening: number[] = [];
  #unwanted = 0;
  /** When a connection last proved to be wanted: by a byte, or by being left alone. */
  #provenAt = performance.now();
  #everOpened = false;
  #pausedUntil = 0;

  constructor({ cluster, size, events, timings = POOL_TIMINGS }: PoolParts) {
    this.#cluster = cluster;
    this.#events = events;
    this.#timings = timings;
    this.#size = size;
    this.#opening = Array.from({ length: size }, () => performance.now());
    cluster.removeAllListeners('dead');
    cluster.on('open', (socket) => this.#opened(socket));
  }

  start(): void {
    setInterval(() => this.#tend(), Math.min(250, this.#timings.emptyMs / 2));
  }

  #opened(socket: Socket): void {
    const since = performance.now();
    this.#opening.shift();
    this.#live.set(socket, since);
    this.#everOpened = true;
    socket.setKeepAlive(true, 15_000);
    socket.once('close', () => {
      this.#live.delete(socket);
      // One that carried a request, or stood for a while, ends as it should.
      const isUnwanted = socket.bytesRead === 0 && performance.now() - since < this.#timings.youngMs;
      if (isUnwanted) this.#pace();
      else this.#proven();
      if (this.#live.size === 0) this.#events.trouble('every connection to the tunnel server ended');
      this.#refill();
    });
  }

  #proven(): void {
    this.#unwanted = 0;
    this.#provenAt = performance.now();
  }

  #pace(): void {
    this.#unwanted += 1;
    const times = 2 ** Math.min(3, Math.floor((this.#unwanted - 1) / this.#size));
    this.#pausedUntil = performance.now() + this.#timings.paceMs * times;
  }

  #tend(): void {
    const now = performance.now();
    this.#opening = this.#opening.filter((since) => now - since < this.#timings.stuckMs);
    for (const [socket, since] of this.#live) {
      this.#endHalfClosed(socket);
      if (socket.bytesRead > 0 || now - since > this.#timings.youngMs) this.#proven();
    }
    this.#refill();
    const isUnwanted = this.#unwanted >= this.#size;
    if (this.#live.size > 0 && !isUnwanted) return;
    const { emptyMs, stuckMs } = this.#timings;
    if (now - this.#provenAt > (this.#everOpened ? emptyMs : stuckMs / 2)) this.#tellLost();
  }

  #tellLost(): void {
    if (this.#unwanted >= this.#size)
      this.#events.lost('the tunnel server closes connections at once', this.#timings.unwantedRetryMs);
    else this.#events.lost('the tunnel server closed every connection');
  }

  /** The client leaves a connection open for ever whose other side it has ended. */
  #endHalfClosed(socket: Socket): void {
    if (!socket.writableEnded || socket.timeout !== undefined) return;
    socket.setTimeout(this.#timings.stuckMs, () => socket.destroy());
  }

  #refill(): void {
    const missing = this.#size - this.#live.size - this.#opening.length;
    const isPaused = this.#unwanted > 0 && performance.now() < this.#pausedUntil;
    // While unwanted, one connection at a time feels the way.
    const count = this.#unwanted > 0 ? Math.min(1, missing) : missing;
    if (isPaused || (this.#unwanted > 0 && this.#opening.length > 0)) return;
    for (let opened = 0; opened < count; opened += 1) {
      this.#opening.push(performance.now());
      this.#cluster.open();
    }
  }
}

/** Takes over the connections of a client that has just opened its tunnel. */
export function keepPool(parts: PoolParts): void {
  new LocaltunnelPool(parts).start();
}
