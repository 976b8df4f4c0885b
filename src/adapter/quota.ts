/** How many units of a panel's list make one unit of its `quota` field; which, the vendor does not say. */
export const quotaUnits = [1, 1024, 1024 ** 2, 1000, 1000 ** 2] as const;

/** One of them. */
export type QuotaUnit = (typeof quotaUnits)[number];

/** The unit in which the list shows this quota; undefined where none fits or the quota is 0. */
export function quotaUnit(quota: number, listed: number | undefined): number | undefined {
  return quota === 0 ? undefined : quotaUnits.find((unit) => quota * unit === listed);
}

/** Whether the list shows this quota, in the unit that is known or in any. */
export function showsQuota(listed: number, quota: number, unit: number | undefined): boolean {
  return unit === undefined ? quotaUnits.some((each) => quota * each === listed) : quota * unit === listed;
}
