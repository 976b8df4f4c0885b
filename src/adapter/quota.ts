/** How many units of a panel's list make one unit of its `quota` field; which, the vendor does not say. */
export const quotaUnits = [1, 1024, 1024 ** 2, 1000, 1000 ** 2] as const;

/** One of them. */
export type QuotaUnit = (typeof quotaUnits)[number];

/**
 * A quota as a list shows it: every number that it may mean, likeliest first. A text with a unit counts megabytes, so
 * that `1 GB` is 1024 or 1000.
 */
export type ListedQuota = readonly [number, ...number[]];

/** A listed quota in words. */
export function quotaWords(listed: ListedQuota): string {
  return listed.join(" or ");
}

/** The unit in which the list shows this quota; undefined where none fits or the quota is 0. */
export function quotaUnit(quota: number, listed: ListedQuota | undefined): number | undefined {
  return quota === 0 ? undefined : quotaUnits.find((unit) => listed?.includes(quota * unit));
}

/** Whether the list shows this quota, in the unit that is known or in any. */
export function showsQuota(listed: ListedQuota, quota: number, unit: number | undefined): boolean {
  const units: readonly number[] = unit === undefined ? quotaUnits : [unit];
  return units.some((each) => listed.includes(quota * each));
}

/**
 * Reads a quota in the forms that panels print: `1000`, `1000.00`, `1,000`, `1000 MB`, `1000M`, `1000 МБ`, `1 GB`; undefined for
 * everything else.
 */
export function readQuota(value: unknown): ListedQuota | undefined {
  if (typeof value === "number") return quotas([value]);
  if (typeof value !== "string" || value.length > longest) return undefined;
  const [, digits = "", letters = ""] =
    /^\s*(\d[\d.,'\u2019\s\u00a0\u202f]*?)\s*([kmgt]?(?:i?b)?|bytes?|[кмгт]?б|байт)\s*$/iu.exec(
      value.replace(/&nbsp;|&#160;/g, " "),
    ) ?? [];
  const number = numberOf(digits);
  if (number === undefined) return undefined;
  const unit = letters.toLowerCase();
  if (unit === "") return quotas([number]);
  const power = units.findIndex((letters) => letters.includes(unit.charAt(0))) - 2;
  const bases = unit.includes("i") ? [1024] : [1024, 1000];
  return quotas(bases.map((base) => number * base ** power));
}

/** How long a text may be that is a quota. */
const longest = 40;

/** The first letters of units from bytes up to terabytes; megabytes, in the middle, are the power 0 of 1,024 or 1,000. */
const units = ["bб", "kк", "mм", "gг", "tт"];

/** Reads digits with a point before decimals or signs between thousands; undefined where it may be either. */
function numberOf(digits: string): number | undefined {
  const plain = /^\d{1,3}(?:([,'\u2019\s\u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?$/.test(digits)
    ? digits.replace(/[,'\u2019\s\u00a0\u202f]/g, "")
    : digits;
  if (!/^\d+(\.\d+)?$/.test(plain) || /^\d{1,3}\.\d{3}$/.test(plain)) return undefined;
  return Number(plain);
}

function quotas(numbers: readonly number[]): ListedQuota | undefined {
  const [first, ...rest] = new Set(numbers.filter((number) => Number.isSafeInteger(number) && number >= 0));
  return first === undefined ? undefined : [first, ...rest];
}
