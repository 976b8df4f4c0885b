/**
 * A text as Cloudflare keeps it: strings of up to 255 characters in quotes, as a DKIM key needs several. Written in any
 * other way, it would come back changed, and each `pulumi up` would see a difference.
 */
export function quoted(text: string): string {
  const strings = text.match(/.{1,255}/gs) ?? [""];
  return strings.map((each) => JSON.stringify(each)).join(" ");
}
