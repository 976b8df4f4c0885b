/**
 * Writes a text as Cloudflare keeps it: in quoted strings of up to 255 characters each. A DKIM key needs several. In any
 * other form the text comes back changed, and every `pulumi up` shows a difference.
 */
export function quoted(text: string): string {
  const strings = text.match(/.{1,255}/gs) ?? [""];
  return strings.map((each) => JSON.stringify(each)).join(" ");
}
