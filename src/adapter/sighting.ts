/** What a list says of one object: the only way in which a list speaks. */
export type Sighting<T> =
  | { readonly is: "present"; readonly object: T }
  | { readonly is: "absent" }
  | { readonly is: "unknown"; readonly looks: string };

/** The object of a sighting; undefined where the list does not show it. */
export function seen<T>(sighting: Sighting<T>): T | undefined {
  return sighting.is === "present" ? sighting.object : undefined;
}

/** Whether the object is there; undefined where the list does not tell. */
export function isThere({ is }: Sighting<unknown>): boolean | undefined {
  return is === "unknown" ? undefined : is === "present";
}

/** Whether the object is gone; undefined where the list does not tell. */
export function isGone({ is }: Sighting<unknown>): boolean | undefined {
  return is === "unknown" ? undefined : is === "absent";
}
