/** Where a supervised tunnel stands. */
export type PathState = 'opening' | 'probing' | 'up' | 'degraded' | 'backing-off' | 'stopped';

/** The public path as it is now. */
export interface PathStatus {
  readonly provider: string;
  readonly state: PathState;
  /** Where the path is open or was last; null before the first time. */
  readonly publicUrl: string | null;
  /** How long the last good probe took, in ms. */
  readonly latencyMs: number | null;
  /** When the last good probe came back, in ms since 1970. */
  readonly checkedAt: number | null;
  /** Why it is not up; null where it is. */
  readonly reason: string | null;
}

/** A time without a public path, in ms since 1970: from the last good probe to the next. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}
