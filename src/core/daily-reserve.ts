/** How much of the account's daily requests is left to others. */

/** A number of requests, or a share of the account's whole day. */
export type DailyReserve =
  | { readonly kind: 'count'; readonly requests: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** The reserve in requests. Null when it is a share of a day whose size nobody has told. */
export function reservedRequests(reserve: DailyReserve, dailyMax: number | null): number | null {
  if (reserve.kind === 'count') return reserve.requests;
  return dailyMax === null ? null : Math.ceil((dailyMax * reserve.percent) / 100);
}
